/**
 * What `npm start` and `npm test` need before anything of the product can run, on a machine with only Node.js and npm.
 * Plain JavaScript without dependencies, because it installs them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const say = (text) => process.stderr.write(`${text}\n`);

/** Ends the process with a message a person can act on. */
export function fail(message) {
  say(`\n${message}`);
  process.exit(1);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Node.js ${process.versions.node} is too old: this product needs 20.19 or newer. Install a current LTS release.`,
    );
  }
}

/** Runs a command, shows its output, ends this process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) fail(`Could not run ${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** True when node_modules holds every package that package-lock.json names, in that version. */
function dependenciesAreFresh(includeDev) {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const installed = readJson(installedPath).packages;
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.devOptional ||
      (entry.dev && !includeDev) ||
      installed[path]?.version === entry.version,
  );
}

/** Installs dependencies when they are missing or older than package-lock.json. */
export function ensureDependencies({ includeDev = true } = {}) {
  if (dependenciesAreFresh(includeDev)) return;
  say('Installing dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run(npm, ['ci', '--no-audit', '--no-fund', ...(includeDev ? ['--include=dev'] : [])]);
}

function* filesBelow(path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (statSync(full).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (name !== 'node_modules' && name !== 'dist') yield* filesBelow(join(path, name));
  }
}

function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesBelow(input)) {
      hash.update(`${relative('.', file)}\0`);
      hash.update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}

const bin = (name) => join(root, 'node_modules', name);

const targets = [
  {
    name: 'server',
    inputs: ['src', 'workers', 'tsconfig.base.json', 'tsconfig.build.json', 'package-lock.json'],
    build: () => run(process.execPath, [bin('typescript/bin/tsc'), '-p', 'tsconfig.build.json']),
  },
  {
    name: 'web',
    inputs: ['web', 'src/contract', 'package-lock.json'],
    build: () => run(process.execPath, [bin('vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn']),
  },
];

/** Builds what is older than its sources; a content hash decides, so a fresh checkout or a touched file changes nothing. */
export function ensureBuilt() {
  for (const { name, inputs, build } of targets) {
    const stamp = join(root, 'dist', `${name}.stamp`);
    const wanted = fingerprint(inputs);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    say(`Building ${name} …`);
    rmSync(stamp, { force: true });
    rmSync(join(root, 'dist', name), { recursive: true, force: true });
    mkdirSync(join(root, 'dist'), { recursive: true });
    build();
    writeFileSync(stamp, wanted);
  }
}
