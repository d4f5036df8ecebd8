import {
  type Argument,
  type CallExpression,
  type Expression,
  type ImportDeclaration,
  parseSync,
  type TemplateElement,
  Visitor,
} from 'oxc-parser';

/** What the rules want to know of a file's code. Read from its syntax tree: comments and prose say nothing. */
export type Syntax = {
  /** All of them: static, dynamic with a literal, `export … from`, and types. */
  imports: { specifier: string; isType: boolean; names: string[] }[];
  /** Every identifier. */
  names: Set<string>;
  /** What is taken from an object: `a.b`, `a['b']`, `{ b } = a`. */
  members: Set<string>;
  /** The texts that a call is given, such as `selectFrom(['session as s'])`. A type `Tables['session']` is one as well. */
  calls: { method: string; texts: string[] }[];
  texts: string[];
  /** Raw SQL, with `?` for what is put into it: every tagged template, whatever `sql` is called there. */
  sql: string[];
  /** Where code takes one of two ways, as the beginning of the statement. */
  branches: string[];
  /** Promises that nobody waits for: `void begin()`. */
  dropped: string[];
};

type Collected = Syntax & { code: string };

/** Throws for code that does not parse: nothing would be found in it. */
export function readSyntax(file: string, code: string): Syntax {
  const { program, errors } = parseSync(file, code);
  if (errors[0]) throw new Error(`${file} does not parse: ${errors[0].message}`);
  const found: Collected = {
    imports: [],
    names: new Set(),
    members: new Set(),
    calls: [],
    texts: [],
    sql: [],
    branches: [],
    dropped: [],
    code,
  };
  const visitors = [visitImports(found), visitWords(found), visitCalls(found), visitBranches(found)];
  new Visitor(Object.assign({}, ...visitors)).visit(program);
  return found;
}

type VisitorObject = ConstructorParameters<typeof Visitor>[0];

function visitImports({ imports }: Collected): VisitorObject {
  const add = (specifier: string | undefined, isType: boolean, names: string[] = []) => {
    if (specifier !== undefined) imports.push({ specifier, isType, names });
  };
  return {
    ImportDeclaration: (node) => add(node.source.value, isTypeImport(node), node.specifiers.flatMap(importedName)),
    ExportAllDeclaration: ({ source, exportKind }) => add(source.value, exportKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => add(source?.value, exportKind === 'type'),
    ImportExpression: ({ source }) => add(textOf(source), false),
    TSImportType: ({ source }) => add(source.value, true),
  };
}

/** By the name that the other file gives it. */
function importedName(one: ImportDeclaration['specifiers'][number]): string[] {
  return one.type === 'ImportSpecifier' && 'name' in one.imported ? [one.imported.name] : [];
}

function isTypeImport({ importKind, specifiers }: ImportDeclaration): boolean {
  const areTypes = specifiers.length > 0 && specifiers.every((one) => 'importKind' in one && one.importKind === 'type');
  return importKind === 'type' || areTypes;
}

function visitWords({ names, members, texts, calls }: Collected): VisitorObject {
  return {
    Identifier: ({ name }) => void names.add(name),
    Literal: ({ value }) => void (typeof value === 'string' && texts.push(value)),
    TemplateLiteral: (node) => void texts.push(sqlOf(node.quasis)),
    MemberExpression({ computed, property }) {
      const name = computed ? textOf(property) : 'name' in property && property.name;
      if (!name) return;
      members.add(name);
      names.add(name);
    },
    ObjectPattern({ properties }) {
      for (const one of properties) {
        if (one.type === 'Property' && 'name' in one.key && typeof one.key.name === 'string') members.add(one.key.name);
      }
    },
    TSIndexedAccessType({ objectType, indexType }) {
      if (objectType.type !== 'TSTypeReference' || !('name' in objectType.typeName)) return;
      const text = indexType.type === 'TSLiteralType' ? textOf(indexType.literal) : undefined;
      if (text !== undefined) calls.push({ method: objectType.typeName.name, texts: [text] });
    },
  };
}

function visitCalls({ calls, sql }: Collected): VisitorObject {
  return {
    CallExpression(node) {
      const method = methodOf(node);
      if (method) calls.push({ method, texts: node.arguments.flatMap(textsOf) });
      if (method === 'raw') sql.push(everyText(node.arguments).join(' ')); // put together somehow
    },
    TaggedTemplateExpression({ tag, quasi }) {
      const isText = tag.type === 'MemberExpression' && 'name' in tag.object && tag.object.name === 'String';
      if (!isText) sql.push(sqlOf(quasi.quasis));
    },
  };
}

function visitBranches({ branches, dropped, code }: Collected): VisitorObject {
  const branch = ({ start, end }: { start: number; end: number }) => void branches.push(code.slice(start, end));
  return {
    ...{ IfStatement: branch, SwitchStatement: branch, ConditionalExpression: branch, LogicalExpression: branch },
    ...{ ForStatement: branch, ForInStatement: branch, ForOfStatement: branch, WhileStatement: branch },
    ...{ DoWhileStatement: branch, TryStatement: branch, ThrowStatement: branch, ChainExpression: branch },
    AssignmentExpression(node) {
      if (/^(\|\||&&|\?\?)=$/.test(node.operator)) branch(node);
    },
    UnaryExpression({ operator, start, end }) {
      if (operator === 'void') dropped.push(code.slice(start, end));
    },
  };
}

function methodOf({ callee }: CallExpression): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression') return undefined;
  return callee.computed ? textOf(callee.property) : 'name' in callee.property ? callee.property.name : undefined;
}

function textsOf(argument: Argument): string[] {
  if (argument.type === 'ArrayExpression') return argument.elements.flatMap((one) => (one ? textsOf(one) : []));
  if (argument.type === 'ConditionalExpression') return [argument.consequent, argument.alternate].flatMap(textsOf);
  if (argument.type === 'TSAsExpression') return textsOf(argument.expression);
  const text = textOf(argument);
  return text === undefined ? [] : [text];
}

/** The text of a literal, or of a template without a hole. */
function textOf(node: Expression | Argument | { type: string }): string | undefined {
  if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string') return node.value;
  return node.type === 'TemplateLiteral' && 'quasis' in node && node.quasis.length === 1
    ? sqlOf(node.quasis)
    : undefined;
}

function everyText(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'Literal') return 'value' in node ? [String(node.value)] : [];
  if ('type' in node && node.type === 'TemplateElement') return [(node as TemplateElement).value.raw];
  return Object.values(node).flatMap(everyText);
}

/** As the database gets it, in which `\n` is a line's end. */
function sqlOf(quasis: readonly TemplateElement[]): string {
  return quasis.map(({ value }) => value.cooked ?? value.raw).join(' ? ');
}
