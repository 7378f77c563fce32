/**
 * `node scripts/run.mjs ENTRY [arguments]`: installs and builds what is missing or stale, then runs one of the product's
 * programs in this process, so that signals and exit codes are its own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureDependencies, fail, requireNode, root } from './prepare.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

const entries = {
  product: 'src/main.js',
  engine: 'src/local/engine-cli.js',
  store: 'src/local/store-cli.js',
  'create-administrator': 'src/cli/create-administrator.js',
  'verify-audit-log': 'src/cli/verify-audit-log.js',
};

const [entry, ...args] = process.argv.slice(2);
const target = entries[entry];
if (!target) fail(`Unknown program "${entry ?? ''}". Choose one of: ${Object.keys(entries).join(', ')}.`);

requireNode();
ensureDependencies();
ensureBuilt();

const file = join(root, 'dist', 'server', target);
if (!existsSync(file)) fail(`${file} is missing after the build; remove the folder dist and try again.`);
process.argv = [process.argv[0], file, ...args];
process.setSourceMapsEnabled(true);
stopWithNpm();
await import(pathToFileURL(file).href);
