import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { axeFaults } from './axe.ts';
import type { FakeApi } from './fake-api.ts';

export interface Visit {
  page: Page;
  /** Console errors and warnings, breaches of the content security policy and uncaught errors so far. */
  complaints: string[];
  /** Opens an address of the app and waits until it shows a page heading and no data is on its way. */
  open(path: string): Promise<void>;
  /** Waits until the page has settled: its heading is there and nothing is being fetched. */
  settled(): Promise<void>;
  /** What axe-core has against the page as it is: `rule: element`. */
  axe(): Promise<string[]>;
  close(): Promise<void>;
}

/** A failed call is told to the person by the page; that the browser also logs it is not a fault. */
const expectedComplaint = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** A person with a browser window of their own; with `email` they are signed in and at their first page. */
export async function visit(
  browser: Browser,
  api: FakeApi,
  { email, ...options }: BrowserContextOptions & { email?: string } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !expectedComplaint.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  const settled = async () => {
    await page.waitForSelector('h1');
    await page.waitForSelector('main[aria-busy="false"]');
    await page.waitForFunction(() => document.querySelector('.app-loading') === null);
  };
  const self: Visit = {
    page,
    complaints,
    settled,
    open: async (path) => {
      await page.goto(`${api.address}${path}`);
      await settled();
    },
    axe: () => axeFaults(page),
    close: () => context.close(),
  };
  if (email !== undefined) {
    api.beginSession(email);
    // The mark by which the app knows that there is a session to renew.
    await page.addInitScript(() => localStorage.setItem('casusoverleg.session', '1'));
    await self.open('/');
  }
  return self;
}

/** The demo people that browser tests work as. */
export const people = {
  municipality: 'gerda@voorbeeldstad.example',
  processDesigner: 'peter@voorbeeldstad.example',
  manager: 'marga@voorbeeldstad.example',
  administrator: 'bas@voorbeeldstad.example',
  reviewer: 'fatima@voorbeeldstad.example',
  chair: 'carla@voorbeeldstad.example',
};
