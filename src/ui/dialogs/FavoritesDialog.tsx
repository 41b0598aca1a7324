import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { titleOf } from '../../state/documents.ts'
import {
  exportFavorites,
  importFavorites,
  takeFavorites,
  userHive,
} from '../../state/favoriteFiles.ts'
import {
  changeFavorite,
  type Favorite,
  moveFavorite,
  removeFavorite,
  useSettings,
} from '../../state/settings.ts'
import { FAVORITES as WORDS } from '../../text/dialogs.ts'
import { takeFavoritesText } from '../../text/favorites.ts'
import { favoriteTitle } from '../../text/favoriteTitle.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './dialogs.module.css'

/** All favorites in the order of the menu: their names and notes can be changed, and their order. */
export function FavoritesDialog() {
  const favorites = useSettings((settings) => settings.favorites)
  const file = useRef<HTMLInputElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  const user = userHive()
  return (
    <Dialog
      title={WORDS.title}
      onClose={closeDialog}
      size="wide"
      initialFocus={close}
      actions={
        <Button ref={close} look="primary" onClick={closeDialog}>
          {WORDS.close}
        </Button>
      }
    >
      {favorites.length === 0 ? (
        <p>{WORDS.none}</p>
      ) : (
        <ol className={styles.favorites} aria-label={WORDS.list}>
          {favorites.map((favorite, at) => (
            <FavoriteItem
              key={`${favorite.kind}\\${favorite.path}`}
              favorite={favorite}
              isFirst={at === 0}
              isLast={at === favorites.length - 1}
              removed={() => close.current?.focus()}
            />
          ))}
        </ol>
      )}
      <div className={styles.favoriteFiles}>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,.reg,application/json"
          aria-label={WORDS.file}
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            if (chosen) void importFavorites(chosen)
            event.target.value = ''
          }}
        />
        <Button onClick={() => file.current?.click()}>{WORDS.import}</Button>
        <Button disabled={favorites.length === 0} onClick={exportFavorites}>
          {WORDS.export}
        </Button>
        {user && (
          <Button onClick={() => void takeFavorites(user.info.doc)}>
            {takeFavoritesText(titleOf(user.info.doc))}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

interface ItemProps {
  readonly favorite: Favorite
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Takes the focus, whose button is gone. */
  readonly removed: () => void
}

function FavoriteItem({ favorite, isFirst, isLast, removed }: ItemProps) {
  const { kind, path, name, note } = favorite
  const shared = { className: controlClass, autoComplete: 'off', dir: 'auto' } as const
  return (
    <li className={styles.favorite}>
      <div className={styles.favoriteFields}>
        <input
          {...shared}
          aria-label={WORDS.name}
          value={name}
          onChange={(event) => changeFavorite({ ...favorite, name: event.target.value })}
        />
        <input
          {...shared}
          aria-label={WORDS.note}
          placeholder={WORDS.note}
          value={note}
          onChange={(event) => changeFavorite({ ...favorite, note: event.target.value })}
        />
        <span className={styles.favoritePath}>
          <VisibleText text={favoriteTitle(kind, path)} />
        </span>
      </div>
      <IconButton label={WORDS.up} disabled={isFirst} onClick={() => moveFavorite(favorite, -1)}>
        <ArrowUp size="1rem" aria-hidden="true" />
      </IconButton>
      <IconButton label={WORDS.down} disabled={isLast} onClick={() => moveFavorite(favorite, 1)}>
        <ArrowDown size="1rem" aria-hidden="true" />
      </IconButton>
      <IconButton
        label={WORDS.remove}
        onClick={() => {
          removeFavorite(favorite)
          removed()
        }}
      >
        <Trash2 size="1rem" aria-hidden="true" />
      </IconButton>
    </li>
  )
}
