import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

function installedByPlaywright(): string[] {
  try {
    return [chromium.executablePath()];
  } catch {
    return [];
  }
}

/**
 * The Chromium that browser tests use: `CHROMIUM_PATH`, or the first one in the usual places, on `PATH`, or installed by
 * playwright.
 *
 * @throws when there is none, saying what to do; browser tests never pass without a browser.
 */
export function findChromium(): string {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(
      `CHROMIUM_PATH is ${chosen}, but there is no file. Point it at a Chromium or Chrome program.`,
    );
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [...usualPlaces, ...onPath, ...installedByPlaywright()].find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      'No Chromium found for the browser tests. Install one (for example `apt-get install chromium` or ' +
        '`npx playwright-core install chromium`) or set CHROMIUM_PATH to a Chromium or Chrome program.',
    );
  }
  return found;
}

/** Starts a headless Chromium; the caller closes it. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
