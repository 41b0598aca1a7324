/**
 * Finds omissions in the docstrings of exported functions and of the public members of exported classes.
 * Functions need a sentence, their parameters, their result and the codes they throw; members need the
 * sentence and the codes, and either all parameters or none.
 *
 * It reads the syntax trees of TypeScript's own parser, without types or libraries, so that all rooms
 * together take less than a second.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import {
  type ConstructorDeclaration,
  type FunctionDeclaration,
  type GetAccessorDeclaration,
  type JSDocTag,
  type MethodDeclaration,
  type Node,
  type NodeArray,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast'
import {
  isCallExpression,
  isClassDeclaration,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isGetAccessorDeclaration,
  isIdentifier,
  isJSDoc,
  isJSDocParameterTag,
  isJSDocReturnTag,
  isJSDocThrowsTag,
  isMethodDeclaration,
  isNewExpression,
  isStringLiteral,
  isThrowStatement,
} from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'

type Declaration =
  | FunctionDeclaration
  | MethodDeclaration
  | GetAccessorDeclaration
  | ConstructorDeclaration

interface Named {
  readonly name: string
  readonly node: Declaration
}

/**
 * Checks the docstrings of some files.
 *
 * @param files - paths of TypeScript files
 * @returns a line for each omission: the file, the name and what is missing
 */
export function missingDocs(files: readonly string[]): string[] {
  return withTrees(files, (trees) =>
    trees.flatMap((tree) =>
      [...declarations(tree)].flatMap(({ name, node }) =>
        omissions(name, node).map((lack) => `${basename(tree.fileName)} ${name}: ${lack}`),
      ),
    ),
  )
}

function withTrees<T>(files: readonly string[], use: (trees: readonly SourceFile[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-docs-'))
  const api = new API({ cwd: folder })
  try {
    const config = join(folder, 'tsconfig.json')
    const compilerOptions = { noLib: true, noResolve: true, types: [], noEmit: true }
    const paths = files.map((file) => resolve(file))
    writeFileSync(config, JSON.stringify({ compilerOptions, files: paths }))
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects()
    const trees = paths.map((path) => project?.program.getSourceFile(path))
    return use(trees.filter((tree) => tree !== undefined))
  } finally {
    api.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function* declarations(tree: SourceFile): Generator<Named> {
  for (const node of tree.statements) {
    if (isFunctionDeclaration(node) && has(node, SyntaxKind.ExportKeyword)) {
      yield { name: node.name?.text ?? '', node }
    }
    if (!isClassDeclaration(node) || !has(node, SyntaxKind.ExportKeyword)) continue
    const owner = node.name?.text ?? ''
    for (const member of node.members) {
      if (isConstructorDeclaration(member)) {
        if (has(member, SyntaxKind.PrivateKeyword) || member.parameters.length === 0) continue
        yield { name: `new ${owner}`, node: member }
      } else if (isMethodDeclaration(member) || isGetAccessorDeclaration(member)) {
        const { name } = member
        if (!isIdentifier(name) || has(member, SyntaxKind.PrivateKeyword)) continue
        // It is documented where it is declared.
        if (has(member, SyntaxKind.OverrideKeyword)) continue
        yield { name: `${owner}.${name.text}`, node: member }
      }
    }
  }
}

function has(node: { readonly modifiers?: NodeArray<Node> }, kind: SyntaxKind): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false
}

function omissions(name: string, node: Declaration): string[] {
  const doc = node.jsDoc?.at(-1)
  if (doc === undefined || !isJSDoc(doc)) return ['no docstring']
  const tags = doc.tags ?? []
  const lacks: string[] = []
  if (!saysMoreThan(name, textOf(doc.comment))) lacks.push('no sentence on what it does')
  const isFunction = isFunctionDeclaration(node)
  // The sentence about a member may describe its parameters sufficiently.
  if (isFunction || tags.some(isJSDocParameterTag)) lacks.push(...missingParameters(node, tags))
  if (isFunction && returnsValue(node) && !tags.some(hasResult)) lacks.push('no @returns')
  const errors = tags.filter(isJSDocThrowsTag).map((tag) => textOf(tag.comment))
  for (const code of thrownCodes(node)) {
    if (!errors.some((text) => text.includes(`\`${code}\``))) lacks.push(`no @throws for ${code}`)
  }
  return lacks
}

/** A destructured parameter is documented by any tag in its place, since it has no name. */
function missingParameters(node: Declaration, tags: readonly JSDocTag[]): string[] {
  const documented = tags.filter(isJSDocParameterTag).filter(hasText)
  const names = documented.map((tag) => (isIdentifier(tag.name) ? tag.name.text : ''))
  const lacks: string[] = []
  for (const [index, { name }] of node.parameters.entries()) {
    const isThere = isIdentifier(name) ? names[index] === name.text : names[index] !== undefined
    if (!isThere)
      lacks.push(`no @param for ${isIdentifier(name) ? name.text : `number ${index + 1}`}`)
  }
  return lacks
}

const WITHOUT_RESULT = /^(?:void|never|Promise<void>|Generator<[^,]*, void.*>|Work<void>)$/

function returnsValue(node: FunctionDeclaration): boolean {
  const type = node.type?.getText() ?? 'void'
  return !WITHOUT_RESULT.test(type) && !type.startsWith('asserts ')
}

/** Calls that turn errors of their argument into a status (offreg/functions/answer.ts). */
const CATCHERS = /^answer(?:Handle)?$/

/** The codes of the errors that the body itself throws. */
function thrownCodes(node: Declaration): ReadonlySet<string> {
  const codes = new Set<string>()
  const visit = (inner: Node): undefined => {
    if (isCallExpression(inner) && CATCHERS.test(inner.expression.getText())) return
    if (isThrowStatement(inner) && isNewExpression(inner.expression)) {
      const [code] = inner.expression.arguments ?? []
      if (inner.expression.expression.getText() === 'HiveError' && code !== undefined) {
        if (isStringLiteral(code)) codes.add(code.text)
      }
    }
    inner.forEachChild(visit)
  }
  visit(node)
  return codes
}

/** A description that only repeats the name says nothing. */
function saysMoreThan(name: string, text: string): boolean {
  const letters = (words: string) => words.replace(/[^a-z0-9]/gi, '').toLowerCase()
  const own = letters(name.split('.').at(-1) ?? name)
  return text.trim().includes(' ') && letters(text) !== own
}

function hasResult(tag: JSDocTag): boolean {
  return isJSDocReturnTag(tag) && hasText(tag)
}

function hasText(tag: JSDocTag): boolean {
  return textOf(tag.comment).replace(/^[-\s]+/, '') !== ''
}

function textOf(comment: JSDocTag['comment']): string {
  return comment?.map((part) => part.text).join('') ?? ''
}
