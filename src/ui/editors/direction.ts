/** Units that are examined. The beginning decides, however long the text is. */
const LOOKED_AT = 512

const STRONG = /\p{L}/u
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** The direction of a text, by the first letter near its beginning. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const [letter] = STRONG.exec(text.slice(0, LOOKED_AT)) ?? []
  return letter !== undefined && RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr'
}
