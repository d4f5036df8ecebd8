import { parseSync } from 'oxc-parser';

/** One small fault: what stands between `start` and `end` of a file becomes `to`. */
export type Mutation = { file: string; operator: string; start: number; end: number; to: string };

/** A node of the syntax tree (ESTree), as far as it is the same for all kinds. */
type Node = { type: string; start: number; end: number; [field: string]: unknown };

/** `text` is the source between two places, or of a node; `within` are the nodes around this one, the nearest last. */
type Place = { node: Node; within: Node[]; text: (from: number | Node, to?: number) => string };

type Change = { operator: string; start: number; end: number; to: string };

const BINARY: Record<string, [operator: string, to: string]> = {
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '===': ['equality', '!=='],
  '!==': ['equality', '==='],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
};

/** Calls in a chain that narrow or order a query, or that a schema checks with. */
const CLAUSES = new Set(
  'where whereRef orderBy limit offset having distinct forUpdate min max regex refine int trim toLowerCase'.split(' '),
);

/** What a schema tells its readers, and the words of an error, are no behaviour. */
const WORDS = /^(describe|meta)$|^(Settings|Command)?Error$/;

/** What each kind of node can become. */
const KINDS: Record<string, (place: Place) => Change[]> = {
  IfStatement: ({ node, text }) => [negated(node['test'] as Node, text)],
  ConditionalExpression: ({ node, text }) => [negated(node['test'] as Node, text)],
  LogicalExpression({ node, text }) {
    const [left, right] = [node['left'] as Node, node['right'] as Node];
    if (node['operator'] === '??') return [whole('nullish', node, text(left))];
    const other = node['operator'] === '&&' ? '||' : '&&';
    return [whole('logic', node, `((${text(left)}) ${other} (${text(right)}))`)];
  },
  BinaryExpression({ node, text }) {
    const [operator, to] = BINARY[String(node['operator'])] ?? [];
    if (operator === undefined) return [];
    return [whole(operator, node, `${text(node['left'] as Node)} ${to} ${text(node['right'] as Node)}`)];
  },
  UnaryExpression({ node, text }) {
    return node['operator'] === '!' ? [whole('condition', node, text(node['argument'] as Node))] : [];
  },
  ExpressionStatement({ node, text }) {
    const expression = node['expression'] as Node;
    if (expression.type === 'CallExpression') return [whole('call', node, ';')];
    if (expression.type !== 'AwaitExpression') return [];
    return [whole('call', node, ';'), whole('await', node, `void (${text(expression['argument'] as Node)});`)];
  },
  BlockStatement({ node, within }) {
    const [first] = node['body'] as Node[];
    const around = within.findLast(({ type }) => /Function/.test(type));
    return first && around && !answers(around) ? [insertion('return', first.start, 'return; ')] : [];
  },
  Literal({ node, text }) {
    if (typeof node['value'] === 'number') return [whole('number', node, String(node['value'] + 1))];
    if (typeof node['value'] === 'boolean') return [whole('boolean', node, String(!node['value']))];
    if (typeof node['value'] === 'string') return [whole('text', node, text(node).length > 2 ? "''" : "'other'")];
    return [];
  },
  ArrayExpression({ node, text }) {
    const elements = (node['elements'] as (Node | null)[]).filter((element) => element !== null);
    if (elements.length === 0) return [];
    const others = elements.slice(0, -1).map((element) => text(element));
    return [whole('element', node, `[${others.join(', ')}]`)];
  },
  CallExpression({ node, text }) {
    const changes: Change[] = [];
    const callee = node['callee'] as Node;
    if (callee.type === 'MemberExpression' && CLAUSES.has(nameOf(callee)))
      changes.push(whole('clause', node, text(callee['object'] as Node)));
    const [first, second] = node['arguments'] as Node[];
    if (first && second && first.type === second.type && text(first) !== text(second) && !isCode(first)) {
      const between = text(first.end, second.start);
      changes.push({
        operator: 'arguments',
        start: first.start,
        end: second.end,
        to: text(second) + between + text(first),
      });
    }
    return changes;
  },
  MemberExpression({ node, text }) {
    if (node['optional'] !== true) return [];
    const object = node['object'] as Node;
    return [whole('optional', node, text(object) + text(object.end, node.end).replace('?.[', '[').replace('?.', '.'))];
  },
};

/** Every place of a source file where one of the operators makes a fault. */
export function findMutations(file: string, code: string): Mutation[] {
  const text: Place['text'] = (from, to) =>
    typeof from === 'number' ? code.slice(from, to) : code.slice(from.start, from.end);
  const found: Mutation[] = [];
  visit(parseSync(file, code).program, [], (node, within) => {
    for (const change of KINDS[node.type]?.({ node, within, text }) ?? []) found.push({ file, ...change });
  });
  return found;
}

function visit(node: object, within: Node[], found: (node: Node, within: Node[]) => void): void {
  if (!isNode(node) || !isBehaviour(node)) return;
  found(node, within);
  for (const [field, value] of Object.entries(node)) {
    if (isName(node, field)) continue;
    for (const child of [value].flat()) if (typeof child === 'object' && child) visit(child, [...within, node], found);
  }
}

function isNode(value: object): value is Node {
  return 'type' in value && 'start' in value;
}

/** Types and imports are checked by the compiler, and words by readers. */
function isBehaviour(node: Node): boolean {
  if (/^(TS(?!(As|NonNull|Satisfies)Expression)|Import|ExportAll)/.test(node.type)) return false;
  return !('callee' in node && WORDS.test(nameOf(node['callee'] as Node)));
}

/** Whether this child names something, as `'issue'` does in `{ 'issue': 1 }` and in `export * from 'issue'`. */
function isName(node: Node, field: string): boolean {
  return field === 'source' || (field === 'key' && node['computed'] !== true);
}

function nameOf(callee: Node): string {
  const name = callee.type === 'MemberExpression' ? (callee['property'] as Node) : callee;
  return String(name['name'] ?? '');
}

function isCode(node: Node): boolean {
  return /Function/.test(node.type);
}

/** Whether a function answers with a value somewhere, so that leaving early would not compile. */
function answers(around: Node): boolean {
  let does = (around['body'] as Node).type !== 'BlockStatement';
  visit(around['body'] as Node, [], (node, within) => {
    const isOwn = !within.some(isCode);
    if (node.type === 'ReturnStatement' && node['argument'] && isOwn) does = true;
  });
  return does;
}

function negated(test: Node, text: Place['text']): Change {
  return whole('condition', test, `!(${text(test)})`);
}

function whole(operator: string, { start, end }: Node, to: string): Change {
  return { operator, start, end, to };
}

function insertion(operator: string, start: number, to: string): Change {
  return { operator, start, end: start, to };
}
