import { editPart } from './edits.ts'

editPart(2)
