import { editPart } from './edits.ts'

editPart(0)
