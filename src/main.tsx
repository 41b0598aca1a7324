document.title = 'Propolis'
