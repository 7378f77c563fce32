import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { startFakeApi, type FakeApi } from './fake-api.ts';
import { visit, type Visit } from './web-visit.ts';

export interface FakeWeb {
  /** The API of the test at hand. */
  readonly api: FakeApi;
  /** Another person, or the same, with a window of their own; it closes after the test. */
  visit(options?: Parameters<typeof visit>[2]): Promise<Visit>;
}

/** For a file of browser tests: one browser, and for each test an API with fresh data. Call it at the top of the file. */
export function fakeWeb(): FakeWeb {
  let browser: Browser;
  let api: FakeApi;
  let visits: Visit[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    api = await startFakeApi();
  });
  afterEach(async () => {
    await Promise.all(visits.map((guest) => guest.close()));
    visits = [];
    await api.close();
  });

  return {
    get api() {
      return api;
    },
    async visit(options) {
      const guest = await visit(browser, api, options);
      visits.push(guest);
      return guest;
    },
  };
}
