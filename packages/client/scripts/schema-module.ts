import { type Expression, type ImportDeclaration, type Program, parseSync, type Statement, Visitor } from 'oxc-parser';

type Span = { start: number; end: number };

type Declaration = Span & {
  name: string;
  /** What a `const` is. */
  value?: Expression;
};

type ImportedName = { specifier: string; name: string; isType: boolean };

/** A file that declares schemas: what it declares can be taken out by name. */
export type Module = {
  declares(name: string): boolean;
  /** The names that the declaration of this one uses. */
  namesIn(name: string): string[];
  importedFrom(name: string): ImportedName | undefined;
  /** The file with nothing in it but these declarations; with what is said of each in front of it, if `isDocumented`. */
  print(names: ReadonlySet<string>, options?: { isDocumented?: boolean }): string;
};

/** @throws Error for code that does more than declare, which taking parts of it could change */
export function readModule(file: string, code: string): Module {
  const { program, errors, comments } = parseSync(file, code);
  if (errors[0]) throw new Error(`${file} does not parse: ${errors[0].message}`);
  const imports = new Map<string, ImportedName>();
  const declarations: Declaration[] = [];
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') addImports(imports, statement);
    else declarations.push(declarationOf(statement, file));
  }
  const { usesIn, cuts } = readUses(program);
  const find = (name: string) => declarations.filter((one) => one.name === name); // a type may have it as well
  return {
    declares: (name) => find(name).length > 0,
    namesIn: (name) => find(name).flatMap(usesIn),
    importedFrom: (name) => imports.get(name),
    print(names, { isDocumented = false } = {}) {
      const kept = declarations.filter(({ name }) => names.has(name));
      const used = new Set(kept.flatMap(usesIn));
      const taken = [...imports].filter(([local]) => used.has(local));
      const said = ({ start }: Span) =>
        comments.findLast(({ end }) => end < start && /^\s*$/.test(code.slice(end, start)));
      const declared = kept.map((one) => {
        const comment = isDocumented ? said(one) : undefined;
        const before = comment?.value.startsWith('*') ? `${code.slice(comment.start, comment.end)}\n` : '';
        return `${before}${printDeclaration(one, { cuts, code })}\n`;
      });
      return [...(taken.length > 0 ? [printImports(taken)] : []), ...declared].join('\n');
    },
  };
}

function addImports(imports: Map<string, ImportedName>, { source, specifiers, importKind }: ImportDeclaration): void {
  for (const one of specifiers) {
    const name = one.type === 'ImportSpecifier' && 'name' in one.imported ? one.imported.name : undefined;
    if (name === undefined) throw new Error(`Import names one by one from ${source.value}`);
    const isType = importKind === 'type' || (one.type === 'ImportSpecifier' && one.importKind === 'type');
    imports.set(one.local.name, { specifier: source.value, name, isType });
  }
}

function printImports(taken: [local: string, from: ImportedName][]): string {
  const bySpecifier = Map.groupBy(taken, ([, { specifier }]) => specifier);
  const lines = Array.from(bySpecifier, ([specifier, names]) => {
    const printed = names.map(([local, { name, isType }]) => {
      return `${isType ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`;
    });
    return `import { ${printed.join(', ')} } from '${specifier}';\n`;
  });
  return lines.join('');
}

function declarationOf(statement: Statement, file: string): Declaration {
  const { start, end } = statement;
  const declared = (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement;
  if (declared.type === 'VariableDeclaration' && declared.kind === 'const') {
    const [{ id, init } = {}, ...others] = declared.declarations;
    if (id?.type === 'Identifier' && init && others.length === 0) return { start, end, name: id.name, value: init };
  }
  const isNamed = ['FunctionDeclaration', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration'].includes(declared.type);
  if (isNamed && 'id' in declared && declared.id && 'name' in declared.id && typeof declared.id.name === 'string') {
    return { start, end, name: declared.id.name };
  }
  throw new Error(`${file} has more than declarations in it (${declared.type}): the client cannot take that over`);
}

/** Which names are used where, and what is left out: examples and descriptions, which are for the documentation. */
function readUses(program: Program) {
  const cuts: Span[] = [];
  const keys = new Set<number>();
  const found: { name: string; start: number }[] = [];
  new Visitor({
    CallExpression({ callee, arguments: given, end }) {
      if (callee.type !== 'MemberExpression' || callee.computed || !('name' in callee.property)) return;
      const isText = given.length > 0 && ['meta', 'describe'].includes(callee.property.name);
      if (isText) cuts.push({ start: callee.object.end, end });
    },
    MemberExpression({ computed, property }) {
      if (!computed) keys.add(property.start);
    },
    Property({ computed, shorthand, key }) {
      if (!computed && !shorthand) keys.add(key.start);
    },
    Identifier: ({ name, start }) => void found.push({ name, start }),
  }).visit(program);
  const isIn = (at: number, { start, end }: Span) => start <= at && at < end;
  const used = found.filter(({ start }) => !keys.has(start) && !cuts.some((cut) => isIn(start, cut)));
  return { cuts, usesIn: (span: Span) => used.filter(({ start }) => isIn(start, span)).map(({ name }) => name) };
}

type Text = { cuts: Span[]; code: string };

/** A value that is called for is wrapped, so that a bundler may leave out what a page does not use. */
function printDeclaration({ start, end, value }: Declaration, text: Text): string {
  if (!value || isPlain(value)) return without({ start, end }, text);
  const [before, after] = [text.code.slice(start, value.start), text.code.slice(value.end, end)];
  return `${before}/* @__PURE__ */ (() => (${without(value, text)}))()${after}`;
}

function isPlain({ type }: Expression): boolean {
  return type === 'Literal' || type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

function without({ start, end }: Span, { cuts, code }: Text): string {
  let text = '';
  let at = start;
  for (const cut of cuts.toSorted((a, b) => a.start - b.start)) {
    if (cut.start < at || cut.end > end) continue; // elsewhere, or in one that is cut as a whole
    text += code.slice(at, cut.start);
    at = cut.end;
  }
  return text + code.slice(at, end);
}
