/** Every page of the web app, with real data behind it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { InformationRegister } from '../../src/contract/information.ts';
import type { MeetingPage } from '../../src/contract/meeting.ts';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { playCase } from '../../src/demo/play-case.ts';
import { playMeeting } from '../../src/demo/play-meeting.ts';
import { cast, chapters, signal, type Who } from '../../src/demo/stories.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const accounts = {
  gerda: cast.municipality,
  carla: 'carla@voorbeeldstad.example',
  fatima: 'fatima@voorbeeldstad.example',
  marga: 'marga@voorbeeldstad.example',
  peter: 'peter@voorbeeldstad.example',
  bas: 'bas@voorbeeldstad.example',
} as const;
type Name = keyof typeof accounts;

/** What a route's parameters stand for here. */
const parameters: Record<string, string> = { userId: 'usr-demo-politie', formId: 'rights-request' };

/** Routes of the router, each with somebody for whom it is. */
const routes: readonly (readonly [route: string, name: Name])[] = [
  ['inbox', 'gerda'],
  ['inbox/:itemId', 'gerda'],
  ['signals/new', 'gerda'],
  ['cases', 'gerda'],
  ['cases/:caseId', 'gerda'],
  ['cases/:caseId', 'carla'],
  ['cases/:caseId/signals/new', 'gerda'],
  ['cases/:caseId/person', 'gerda'],
  ['cases/:caseId/person/:formId', 'gerda'],
  ['cases/:caseId/provisions', 'gerda'],
  ['cases/:caseId/development', 'gerda'],
  ['cases/:caseId/information', 'gerda'],
  ['cases/:caseId/information/:informationId/correction', 'gerda'],
  ['cases/:caseId/handover', 'gerda'],
  ['cases/:caseId/transfers', 'gerda'],
  ['cases/:caseId/transfers', 'carla'],
  ['break-glass', 'gerda'],
  ['meetings', 'gerda'],
  ['meetings', 'carla'],
  ['meetings/:meetingId', 'carla'],
  ['meetings/:meetingId/cases/:caseId', 'carla'],
  ['access-explanation', 'gerda'],
  ['password', 'gerda'],
  ['help', 'gerda'],
  ['accessibility', 'gerda'],
  ['accounts', 'bas'],
  ['accounts/new', 'bas'],
  ['accounts/:userId', 'bas'],
  ['processes/*', 'peter'],
  ['dashboard/*', 'marga'],
  ['yearly-report', 'marga'],
  ['access-log', 'fatima'],
  ['lawfulness-review', 'fatima'],
  ['processing-register', 'fatima'],
  ['destroyed-cases', 'fatima'],
  ['*', 'gerda'],
];

let product: SpawnedServer;
let browser: Browser;
let web: Record<Name, WebPerson>;

beforeAll(async () => {
  product = await spawnProduct({ dataDir: newDataDir() });
  browser = await startBrowser();
  const entries = Object.entries(cast).map(
    async ([who, email]) => [who, await signIn(product.address, email, password)] as const,
  );
  const people = Object.fromEntries(await Promise.all(entries)) as Record<Who, ApiPerson>;
  const { intake, unanimous, composition, invitations, information, assessment } = chapters;
  const { caseId } = await playCase(
    {
      recordedBy: 'police',
      signal: signal('Fictief Persoon W', 'Voorbeeldstad', 'Liet op school een filmpje zien.'),
      steps: [...intake, ...unanimous, composition, ...invitations, ...information, ...assessment],
    },
    { people, requestId: 'request-every-page-01', today: day(0) },
  );
  const gerda = people.municipality;
  const chair = await signIn(product.address, accounts.carla, password);
  await playMeeting({ chair, attendee: gerda }, caseId, day(30));
  const { items } = await gerda.call<InformationRegister>('GET', `/cases/${caseId}/information`);
  const { meetings } = await chair.call<MeetingPage>('GET', '/meetings');
  Object.assign(parameters, {
    caseId,
    itemId: (await gerda.openItems(caseId))[0]?.itemId,
    informationId: items.find(({ canCorrect }) => canCorrect)?.informationId,
    meetingId: meetings[0]?.meetingId,
  });
  const started = Object.entries(accounts).map(async ([name, email]) => {
    const person = await webPerson({ browser, baseUrl: () => product.address, email, password });
    await person.signIn();
    return [name, person] as const;
  });
  web = Object.fromEntries(await Promise.all(started)) as Record<Name, WebPerson>;
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

const pathOf = (route: string): string =>
  `/${route.replace(/:(\w+)/g, (_all, name: string) => parameters[name] ?? `no-${name}`).replace(/\*$/, route === '*' ? 'nothing-here' : '')}`;

const isLoaded = async (page: Page): Promise<void> => {
  await page.waitForSelector('h1');
  await page.waitForSelector('main[aria-busy="false"]');
  await page.waitForFunction(() => document.querySelector('.app-loading') === null);
};

test('the list of routes here is that of the router, but for the surface of third parties and the start', () => {
  const router = readFileSync(
    join(projectRoot(import.meta.dirname), 'web', 'src', 'app', 'router.tsx'),
    'utf8',
  );
  const known = [...router.matchAll(/path: '([^']+)'/g)].map(([, path]) => path);
  expect(new Set(routes.map(([route]) => route))).toEqual(
    new Set(known.filter((path) => path !== '/' && path !== '/aanlevering')),
  );
});

describe('with data of a real case', () => {
  test.each(routes)(
    '%s of %s has a heading, content that this person may see, no fault for axe-core, no complaint, and fits 320 pixels',
    async (route, name) => {
      const { page, complaints } = web[name];
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${product.address}${pathOf(route)}`);
      await isLoaded(page);
      if (route !== '*') {
        expect(await page.getByRole('heading', { level: 1 }).innerText()).not.toMatch(
          /niet voor u|bestaat niet/,
        );
        expect(await page.getByText('Dit bestaat niet, of het is niet (meer) voor u.').count()).toBe(0);
      }
      expect(await axeFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      // A chart is drawn again when its place has become narrower.
      await eventually('the page fits', async () =>
        page.evaluate(() => document.documentElement.scrollWidth === 320),
      );
      expect(await axeFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test('the parts of a case that are offered are for the one to whom they are offered', async () => {
    for (const name of ['gerda', 'carla'] as const) {
      const { page } = web[name];
      await page.goto(`${product.address}${pathOf('cases/:caseId')}`);
      await isLoaded(page);
      const links = page.getByRole('navigation', { name: 'Onderdelen van deze casus' }).getByRole('link');
      const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(targets.length).toBeGreaterThan(1);
      for (const target of targets) {
        await page.goto(`${product.address}${target}`);
        await isLoaded(page);
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/C-\d{4}-\d{4}/);
      }
    }
  });
});
