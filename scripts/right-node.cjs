// Ends with one sentence that says what to type, where Node is too old for Docket or nothing is installed yet. CommonJS,
// in words that old Nodes know: they stop at a module's first new word, before any of it runs.
const { existsSync } = require('node:fs');
const { join, relative } = require('node:path');

/** That of pnpm-workspace.yaml. */
const NODE = 26;

const root = join(__dirname, '..');
const isOld = Number.parseInt(process.versions.node, 10) < NODE;

if (isOld || !existsSync(join(root, 'node_modules/.modules.yaml'))) {
  const reason = isOld ? `this is Node ${process.versions.node}` : 'nothing is installed yet';
  process.stderr.write(`Docket brings its own Node ${NODE}, and ${reason}: type ${whatToType()}\n`);
  process.exit(1);
}

/** The same as was typed, by way of pnpm, which installs what is missing and takes the right Node. */
function whatToType() {
  const script = relative(root, process.argv[1] || '');
  const folder = process.cwd() === root ? '' : `cd ${root} && `;
  // biome-ignore lint/style/noProcessEnv: what npm runs, and not a setting of Docket
  if (process.env.npm_lifecycle_event === 'test') return `${folder}npx pnpm@12 test`;
  return `${folder}npx pnpm@12 ${script.startsWith('examples') ? `exec node ${script}` : 'start'}`;
}
