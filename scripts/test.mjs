/**
 * `npm test`: everything, including the browser tests. Arguments are handed to jest (`npm test -- test/cases`).
 * Installs and builds what is stale, and finds or installs a Chromium; without one it fails, loudly.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, fail, requireNode, root } from './prepare.mjs';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const findChromium = () => places.find((path) => path && existsSync(path));

function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('Installing Chromium for the browser tests (apt-get) …\n');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], options);
  }
  return (
    findChromium() ??
    fail(
      'No Chromium found for the browser tests. Install Chromium or Chrome, or set CHROMIUM_PATH to its program, and run npm test again.',
    )
  );
}

requireNode();
ensureDependencies();
ensureBuilt();
const env = { ...process.env, CHROMIUM_PATH: ensureChromium() };

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
];
const chosen = process.argv.slice(2);
const results = mkdtempSync(join(tmpdir(), 'casusoverleg-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
let exitCode = 0;

/** A run that has told its results has this long to end: longer only when a test left something open. */
const END_LIMIT_MS = 60_000;

/** Runs jest and answers its exit code; a run that does not end by itself is ended, and counts as failed. */
function runJest(args, outputFile) {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
    let told;
    const watch = setInterval(() => {
      if (!existsSync(outputFile)) return;
      told ??= Date.now();
      if (Date.now() - told < END_LIMIT_MS) return;
      process.stderr.write('The tests are done, but something that one of them opened is still running.\n');
      run.kill('SIGKILL');
    }, 1_000);
    run.once('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/** Browser tests run one after the other: each starts a whole product. */
const runs = [
  ['--selectProjects', 'unit', 'int', 'partition-5'],
  ['--selectProjects', 'e2e', '--runInBand'],
];
for (const [index, selection] of runs.entries()) {
  const outputFile = join(results, `${index}.json`);
  const args = [...jest, ...selection, '--json', '--outputFile', outputFile, '--passWithNoTests', ...chosen];
  exitCode ||= await runJest(args, outputFile);
  if (!existsSync(outputFile)) continue;
  const summary = JSON.parse(readFileSync(outputFile, 'utf8'));
  totals.passed += summary.numPassedTests;
  totals.failed += summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  totals.skipped += summary.numPendingTests + summary.numTodoTests;
}
rmSync(results, { recursive: true, force: true });

if (totals.passed + totals.failed === 0) fail('No test was run: check the path that you gave.');
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(exitCode || (totals.failed > 0 ? 1 : 0));
