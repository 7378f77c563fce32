import { describe, expect, test } from '@jest/globals';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

const web = fakeWeb();
let guest: Visit | undefined;

const longCase = '/cases/case-p0WmRr7bQx2c';
const shortCase = '/cases/case-Zq81mN4kfTz0';
const pages: [path: string, heading: string, email?: string][] = [
  ['/inbox', 'Postvak'],
  ['/inbox?list=unassigned', 'Postvak'],
  ['/inbox?list=done', 'Postvak'],
  ['/inbox/itm-vote', 'Stem van de gemeente'],
  ['/inbox/itm-late', 'Plan opstellen'],
  ['/inbox/itm-compose', 'Samenstelling bepalen'],
  ['/inbox/itm-taken', 'Stem van de gemeente'],
  ['/inbox/itm-withdrawn', 'Interventie uitvoeren'],
  ['/inbox/itm-unknown', 'Postvak'],
  ['/cases', 'Casussen'],
  [longCase, 'Casus C-2026-0012'],
  [shortCase, 'Casus C-2026-0009'],
  [`${longCase}/signals/new`, 'Nieuw signaal bij casus C-2026-0012'],
  ['/signals/new', 'Nieuw signaal'],
  ['/help', 'Hulp en uitleg'],
  ['/accessibility', 'Toegankelijkheid'],
  ['/dashboard', 'Deze pagina is niet voor u'],
  ['/nothing-here', 'Deze pagina bestaat niet'],
  ['/break-glass', 'Noodtoegang'],
  ['/access-explanation', 'Waarom zie ik dit niet?'],
  ['/access-explanation?reference=C-2026-0012', 'Waarom zie ik dit niet?'],
  ['/access-explanation?reference=C-2026-9999', 'Waarom zie ik dit niet?'],
  ['/access-log', 'Wie keek mee?', people.reviewer],
  ['/access-log?reference=C-2026-0012&purpose=lawfulness', 'Wie keek mee?', people.reviewer],
  ['/lawfulness-review', 'Rechtmatigheid toetsen', people.reviewer],
  ['/processing-register', 'Register van verwerkingen', people.reviewer],
  ['/yearly-report', 'Jaarverslag', people.manager],
  ['/destroyed-cases', 'Vernietigde casussen', people.reviewer],
  ['/access-log', 'Deze pagina is niet voor u'],
];

describe('every page', () => {
  test.each(pages)(
    '%s has a heading, a title, no fault for axe-core, no complaint in the console, and fits 320 pixels',
    async (path, heading, email = people.municipality) => {
      guest = await web.visit({ email });
      const { page } = guest;
      await guest.open(path);
      expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([heading]);
      expect(await page.title()).toMatch(/ – Casusoverleg$/);
      if (path === longCase) await page.locator('.djs-container').waitFor();
      expect(await guest.axe()).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(guest.complaints).toEqual([]);
    },
  );

  test('is usable at 200% text size and with reduced motion', async () => {
    guest = await web.visit({ email: people.municipality, reducedMotion: 'reduce' });
    await guest.page.setViewportSize({ width: 640, height: 400 });
    for (const path of ['/inbox', '/inbox/itm-vote', longCase, '/signals/new']) {
      await guest.open(path);
      expect(await guest.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
    }
    const longest = await guest.page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('*')].map((element) =>
          parseFloat(getComputedStyle(element).transitionDuration),
        ),
      ),
    );
    expect(longest).toBeLessThan(0.01);
  });

  test('is printed without what only works on a screen, with who printed it and when', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await guest.open(longCase);
    await page.locator('.diagram__tools').waitFor();
    const mark = page.getByText('Vertrouwelijk. Afgedrukt door Gerda Gemeente, Gemeente Voorbeeldstad, op');
    expect(await mark.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await mark.isVisible()).toBe(true);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    // The parts of the life of the case are a list on paper too.
    const parts = await page.locator('.progress__part').count();
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(parts);
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(1);
  });

  test('keeps a process diagram readable when the system forces dark colours', async () => {
    guest = await web.visit({ email: people.municipality, forcedColors: 'active', colorScheme: 'dark' });
    const { page } = guest;
    await guest.open(longCase);
    const paper = page.locator('.diagram .bjs-container');
    await paper.waitFor();
    expect(await paper.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(0, 0, 0)',
    );
  });

  test('offers only what the person’s role opens', async () => {
    guest = await web.visit({ email: people.chair });
    await guest.open('/cases');
    expect(await guest.page.getByRole('link', { name: /Nieuw signaal|Noodtoegang/ }).count()).toBe(0);
    guest = await web.visit({ email: people.reviewer });
    await guest.open('/access-log');
    await guest.page.getByRole('link', { name: /Postvak 0|Postvak0/ }).waitFor();
  });

  test('has targets of at least 24 by 24 pixels, links in sentences aside', async () => {
    guest = await web.visit({ email: people.municipality });
    for (const path of ['/inbox', '/inbox/itm-vote', '/inbox/itm-late', longCase, '/cases']) {
      await guest.open(path);
      const small = await guest.page.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'button, select, textarea, .app-nav__link, .ams-radio__label',
          ),
        ]
          .filter((element) => element.checkVisibility())
          .map((element) => ({ box: element.getBoundingClientRect(), text: element.textContent }))
          .filter(({ box }) => box.width < 24 || box.height < 24)
          .map(({ text }) => text),
      );
      expect(small).toEqual([]);
    }
  });
});

describe('moving around', () => {
  test('puts the focus on the heading of the new page and leaves it there on the first', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await guest.open('/inbox');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.getByRole('link', { name: 'Casussen' }).click();
    // The link that was clicked has the same text and keeps the focus until the page is there.
    await page.waitForFunction(() => document.activeElement?.matches('h1') === true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Casussen');
    expect(await page.title()).toBe('Casussen – Casusoverleg');
    await page.goBack();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Postvak');
  });

  test('starts with a skip link that leads to the content', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await guest.open('/inbox');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Naar de inhoud' });
    expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await skip.boundingBox())!.height).toBeGreaterThan(24);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });

  test('reaches every control of the busiest pages with Tab, each with a visible focus', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    for (const path of ['/inbox', '/inbox/itm-late', shortCase]) {
      await guest.open(path);
      if (path === shortCase) await page.locator('.diagram__tools').waitFor();
      const wanted = await page.evaluate(() => {
        // A group of radio buttons is one stop.
        const seen = new Set<string>();
        return [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea')]
          .filter((element) => element.checkVisibility() && !element.closest('svg'))
          .filter((element) => {
            const name =
              element instanceof HTMLInputElement && element.type === 'radio' ? element.name : null;
            if (name === null) return true;
            if (seen.has(name)) return false;
            seen.add(name);
            return true;
          }).length;
      });
      const reached = new Set<string>();
      const unseen: string[] = [];
      for (let press = 0; press < wanted + 10; press += 1) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          if (element === document.body) return null;
          const style = getComputedStyle(element);
          const label = element.nextElementSibling ? getComputedStyle(element.nextElementSibling) : style;
          const visible = [style, label].some(
            (one) => one.outlineStyle !== 'none' && one.outlineWidth !== '0px',
          );
          const all = [...document.querySelectorAll('*')];
          return { key: `${all.indexOf(element)}`, visible, html: element.outerHTML.slice(0, 80) };
        });
        if (stop === null) continue;
        reached.add(stop.key);
        if (!stop.visible) unseen.push(stop.html);
      }
      expect(unseen).toEqual([]);
      expect(reached.size).toBeGreaterThanOrEqual(wanted);
    }
  });
});

describe('languages and roles', () => {
  test('switch the whole interface and the language of the document, and are remembered', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    expect(await page.getAttribute('html', 'lang')).toBe('nl');
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.title()).toBe('Inbox – Casusoverleg');
    await guest.open('/inbox/itm-late');
    expect(await page.getByText('2 working days late').count()).toBe(1);
    expect(await guest.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Schakel naar Nederlands' }).click();
    await page.getByText('2 werkdagen te laat').waitFor();
  });

  test.each([
    [people.processDesigner, '/processes', ['Processen']],
    [people.manager, '/dashboard', ['Overzicht termijnen', 'Jaarverslag']],
    [people.administrator, '/accounts', ['Accounts']],
  ])('%s starts at %s and sees only own pages in the menu', async (email, start, menu) => {
    guest = await web.visit({ email });
    expect(new URL(guest.page.url()).pathname).toBe(start);
    const links = guest.page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link');
    expect(await links.allTextContents()).toEqual(menu);
    await guest.open('/inbox');
    expect(await guest.page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Deze pagina is niet voor u',
    );
    expect(guest.complaints).toEqual([]);
  });
});

test('a page that crashes leaves the frame and a way on', async () => {
  guest = await web.visit({ email: people.municipality });
  web.api.replace('GET /v1/cases', () => ({ status: 200, body: { total: 'nonsense', cases: [null] } }));
  await guest.open('/cases');
  expect(await guest.page.getByRole('heading', { level: 1 }).textContent()).toBe('Er ging iets mis');
  await guest.page.getByRole('link', { name: /Postvak/ }).click();
  await guest.page.getByRole('heading', { level: 1, name: 'Postvak' }).waitFor();
});
