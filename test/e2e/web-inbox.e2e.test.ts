import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { problem } from '../support/fake-api.ts';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

const web = fakeWeb();
let guest: Visit;
let page: Page;

beforeEach(async () => {
  guest = await web.visit({ email: people.municipality });
  page = guest.page;
});

const rows = () => page.locator('tbody tr');
const focusedText = () => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the inbox', () => {
  test('tells each term in words and how many tasks are late', async () => {
    expect(await rows().count()).toBe(3);
    expect(await rows().nth(0).textContent()).toContain('2 werkdagen te laat');
    expect(await rows().nth(0).textContent()).toContain('1 keer herinnerd');
    expect(await rows().nth(1).textContent()).toContain('Nog 3 werkdagen');
    expect(await page.getByText('Van u en uw organisatie is 1 taak te laat.').count()).toBe(1);
    await page.getByRole('link', { name: /Nog van niemand/ }).click();
    await page.getByText('Vandaag', { exact: true }).waitFor();
  });

  test('a term that ended on an earlier day, with no working day since, names that day', async () => {
    const friday = '2026-11-27T16:00:00+01:00';
    Object.assign(
      web.api.state.items.find(({ itemId }) => itemId === 'itm-late')!,
      {
        dueAt: friday,
        overdue: true,
        workingDaysLeft: 0,
      },
    );
    const colleague = await web.visit({ email: people.municipality });
    const sunday = colleague.page;
    await sunday.clock.setFixedTime('2026-11-29T10:00:00+01:00');
    await colleague.open('/inbox');
    await sunday.getByText('Te laat sinds vrijdag').waitFor();
    await sunday.clock.setFixedTime('2026-11-27T17:00:00+01:00');
    await colleague.open('/inbox');
    await sunday.getByText('Te laat sinds vandaag').waitFor();
  });

  test('counts the lists and shows what was done or withdrawn, and why', async () => {
    const tabs = page.getByRole('navigation', { name: 'Lijsten in het postvak' });
    expect(await tabs.getByRole('link').allTextContents()).toEqual([
      'Mijn taken3',
      'Nog van niemand2',
      'Afgerond',
    ]);
    await tabs.getByRole('link', { name: 'Afgerond' }).click();
    await page.getByText('Het plan is bijgesteld; deze stap is niet meer nodig.').waitFor();
    expect(await tabs.getByRole('link', { name: /Afgerond/ }).getAttribute('aria-current')).toBe('page');
  });

  test('a task can be taken and given back by keyboard; the focus goes to what happened', async () => {
    await guest.open('/inbox?list=unassigned');
    await page.getByRole('button', { name: 'Oppakken: Samenstelling bepalen, casus C-2026-0014' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.activeElement?.textContent?.includes('U hebt de taak opgepakt'),
    );
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    expect(await guest.axe()).toEqual([]);
    await page.getByRole('link', { name: 'Open de taak' }).click();
    await page.getByRole('button', { name: 'Versturen' }).waitFor();
    await page.getByRole('button', { name: 'Teruggeven' }).click();
    await page.getByRole('heading', { name: 'Pak deze taak eerst op' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Samenstelling van het overleg');
    expect(guest.complaints).toEqual([]);
  });

  test('a task that a colleague took first is explained and the list is brought up to date', async () => {
    await guest.open('/inbox?list=unassigned');
    const item = web.api.state.items.find(({ itemId }) => itemId === 'itm-compose')!;
    Object.assign(item, { assigneeId: 'usr-demo-gemeente-2', assigneeName: 'Giel Gemeente' });
    await page.getByRole('button', { name: /Oppakken: Samenstelling bepalen/ }).click();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Een collega was u voor'));
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  });

  test('brings new tasks by itself and says so', async () => {
    await page.clock.install();
    await guest.open('/inbox');
    const item = web.api.state.items.find(({ itemId }) => itemId === 'itm-vote')!;
    web.api.state.items.push({ ...item, itemId: 'itm-new', stepName: 'Casus evalueren' });
    await page.clock.runFor(16_000);
    await page.getByRole('link', { name: 'Casus evalueren' }).waitFor();
    expect(await page.locator('.app-live').allTextContents()).toContain('Er is 1 nieuwe taak.');
  });

  test('an empty list says so and points to work that waits', async () => {
    for (const item of web.api.state.items)
      if (item.assigneeName === 'Gerda Gemeente') item.state = 'completed';
    await guest.open('/inbox');
    await page.getByText('U hebt geen open taken.').waitFor();
    await page.getByRole('link', { name: /nog niemand heeft opgepakt/ }).click();
    await page.waitForURL('**/inbox?list=unassigned');
  });

  test('has pages, kept in the address', async () => {
    const item = web.api.state.items.find(({ itemId }) => itemId === 'itm-quality')!;
    for (let number = 0; number < 30; number += 1) {
      web.api.state.items.push({
        ...item,
        itemId: `itm-more-${number}`,
        caseReference: `C-2025-00${10 + number}`,
      });
    }
    await guest.open('/inbox?list=unassigned');
    expect(await page.getByText('Pagina 1 van 2').count()).toBe(1);
    await page.getByRole('link', { name: 'Volgende pagina' }).click();
    await page.getByText('26 tot en met 32 van 32').waitFor();
    expect(page.url()).toContain('list=unassigned&page=2');
    expect(await guest.axe()).toEqual([]);
  });

  test('says plainly that the system does not answer, and tries again', async () => {
    web.api.replace('GET /v1/inbox-items', () => problem(500, 'unexpected'));
    await guest.open('/inbox?list=done');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Code voor de beheerder: 500 unexpected');
    web.api.replace('GET /v1/inbox-items', web.api.state.operations(problem)['GET /v1/inbox-items']!);
    await page.getByRole('button', { name: 'Opnieuw proberen' }).click();
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('an item', () => {
  test('that nobody took can be filled in, and asks to be taken first, so that two people do not both do it', async () => {
    await guest.open('/inbox/itm-compose');
    await page.getByRole('heading', { name: 'Pak deze taak eerst op' }).waitFor();
    await page.getByRole('button', { name: 'Versturen' }).waitFor();
    const reason = page.getByRole('textbox').last();
    await reason.fill('Al begonnen.');
    expect(await guest.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Oppakken' }).press('Enter');
    await page.getByRole('heading', { name: 'Pak deze taak eerst op' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Teruggeven' }).waitFor();
    expect(await reason.inputValue()).toBe('Al begonnen.');
    expect(await focusedText()).toBe('Samenstelling van het overleg');
  });

  test('leads straight to its form on a narrow screen, where the case file comes first', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await guest.open('/inbox/itm-late');
    expect((await page.locator('#item-form').boundingBox())!.y).toBeGreaterThan(640);
    await page.getByRole('button', { name: 'Naar het formulier' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'item-form');
    expect((await page.locator('#item-form').boundingBox())!.y).toBeLessThan(640);
  });

  test('tells what is asked, why, on what ground, by when, and what the case file says', async () => {
    await guest.open('/inbox/itm-vote');
    for (const text of [
      'Uw organisatie weegt mee of deze casus wordt opgenomen.',
      'Wgpart art. 5, derde lid',
      'Nog 3 werkdagen',
      'F. Fictief (verzonnen), 19 jaar, Voorbeeldstad',
    ]) {
      expect(await page.getByText(text).count()).toBe(1);
    }
    expect(await page.title()).toBe('Stem van de gemeente · C-2026-0012 – Casusoverleg');
  });

  test('of a colleague shows who has it and no form', async () => {
    await guest.open('/inbox/itm-taken');
    await page.getByRole('heading', { name: 'Giel Gemeente heeft deze taak opgepakt' }).waitFor();
    expect(await page.locator('form').count()).toBe(0);
  });

  test('lists mistakes on top, leads to the fields, and drops them as they are corrected', async () => {
    await guest.open('/inbox/itm-vote');
    await page.getByRole('button', { name: 'Versturen' }).click();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Er zijn 13 fouten'));
    expect(await page.title()).toMatch(/^\(13 fouten\) Stem van de gemeente/);
    expect(await guest.axe()).toEqual([]);
    expect(web.api.requests.some(({ path }) => path.endsWith('/complete'))).toBe(false);

    await page.getByRole('link', { name: 'Waarom maakt u deze keuze?: Vul dit in.' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('root_rationale');
    const field = page.getByLabel('Waarom maakt u deze keuze?');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const described = (await field.getAttribute('aria-describedby'))!.split(' ');
    const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()));
    expect(texts.join(' ')).toContain('Vul dit in.');

    await field.fill('Omdat alle vijf criteria aanwezig zijn.');
    await page.getByText('Er zijn 12 fouten').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe(null);
    // Correcting does not take the focus away from the field.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('root_rationale');

    await page.getByRole('link', { name: /Uw stem: Maak een keuze/ }).click();
    await page.keyboard.press('Space');
    expect(await page.getByLabel('Opnemen in het casusoverleg').isChecked()).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('Eerst meer informatie nodig').isChecked()).toBe(true);
  });

  test('that is sent tells what happens next, with the focus on it', async () => {
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
    await page.getByLabel('Waarom maakt u deze keuze?').fill('De zorgen zijn weggenomen.');
    await page.getByRole('button', { name: 'Versturen' }).click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Verstuurd: Plan opstellen');
    expect(await page.getByRole('listitem').allTextContents()).toContain(
      'Stem van de politie door Politie Voorbeeldland',
    );
    expect(await guest.axe()).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });

  test('asks only what belongs to a choice and sends nothing of a choice that was undone', async () => {
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Ja, dit plan leg ik voor aan de partners').check();
    const add = page.getByRole('button', { name: /^Voeg toe: doel/ });
    await add.waitFor();
    const first = page.locator('.app-list').first().locator(':scope > li');
    const before = await first.count();
    await add.click();
    expect(await first.count()).toBe(before + 1);
    // The focus is in the new item, and goes back to the button when the item is removed.
    expect(await page.evaluate(() => document.activeElement?.closest('li') !== null)).toBe(true);
    await page.keyboard.type('Terug naar school');
    await first
      .last()
      .getByRole('button', { name: /^Verwijder doel/ })
      .click();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Voeg toe: doel'));
    await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
    expect(await add.count()).toBe(0);
    await page.getByLabel('Waarom maakt u deze keuze?').fill('De zorgen zijn weggenomen.');
    await page.getByRole('button', { name: 'Versturen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Verstuurd: Plan opstellen' }).waitFor();
    const sent = web.api.requests.find(({ path }) => path.endsWith('/complete'))!.body as { data: object };
    expect(Object.keys(sent.data).toSorted()).toEqual(['planDecision', 'rationale']);
  });

  test('shows what the server finds wrong at the field', async () => {
    web.api.replace('POST /v1/inbox-items/:itemId/complete', () =>
      problem(400, 'form-invalid', { errors: [{ pointer: '/data/rationale', message: 'Noem geen namen.' }] }),
    );
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
    await page.getByLabel('Waarom maakt u deze keuze?').fill('Dat zei F. Fictief.');
    await page.getByRole('button', { name: 'Versturen' }).click();
    await page.getByRole('link', { name: 'Waarom maakt u deze keuze?: Noem geen namen.' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Er is 1 fout'));
    await page.getByLabel('Waarom maakt u deze keuze?').fill('Dat bleek.');
    await page.waitForFunction(() => !document.body.textContent?.includes('Noem geen namen.'));
  });

  describe('that cannot be sent any more keeps the typed text and says why', () => {
    const typed = 'Dit heb ik lang zitten typen.';

    async function sendAfter(change: () => void): Promise<string> {
      await guest.open('/inbox/itm-late');
      await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
      await page.getByLabel('Waarom maakt u deze keuze?').fill(typed);
      change();
      await page.getByRole('button', { name: 'Versturen' }).click();
      await page.waitForFunction(() =>
        document.activeElement?.textContent?.includes('Uw antwoorden zijn niet verstuurd'),
      );
      expect(await page.getByLabel('Waarom maakt u deze keuze?').inputValue()).toBe(typed);
      return focusedText();
    }
    const item = () => web.api.state.items.find(({ itemId }) => itemId === 'itm-late')!;

    test('withdrawn by the process', async () => {
      const told = await sendAfter(() =>
        Object.assign(item(), { state: 'withdrawn', withdrawnReason: 'De casus is afgesloten.' }),
      );
      expect(told).toContain('Deze taak is intussen vervallen: De casus is afgesloten.');
      expect(await page.getByRole('button', { name: 'Versturen' }).count()).toBe(0);
      expect(await guest.axe()).toEqual([]);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Kopieer mijn tekst' }).click();
      await page.getByText('Uw tekst is gekopieerd.').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(typed);
    });

    test('finished by somebody else', async () => {
      const told = await sendAfter(() => Object.assign(item(), { state: 'completed' }));
      expect(told).toContain('Deze taak is intussen al afgerond.');
    });

    test('taken by a colleague', async () => {
      const told = await sendAfter(() => {
        Object.assign(item(), { assigneeId: 'usr-demo-gemeente-2', assigneeName: 'Giel Gemeente' });
        web.api.replace('POST /v1/inbox-items/:itemId/complete', () => problem(409, 'item-not-yours'));
      });
      expect(told).toContain('Giel Gemeente heeft deze taak intussen opgepakt.');
    });

    test('gone', async () => {
      const told = await sendAfter(() => {
        web.api.state.items = web.api.state.items.filter(({ itemId }) => itemId !== 'itm-late');
        web.api.replace('POST /v1/inbox-items/:itemId/complete', () => problem(404, 'item-not-found'));
      });
      expect(told).toContain('Deze taak bestaat niet meer');
    });

    test('changed meanwhile: can be sent again', async () => {
      const told = await sendAfter(() =>
        web.api.replace('POST /v1/inbox-items/:itemId/complete', () => problem(409, 'case-changed')),
      );
      expect(told).toContain('De casus is intussen veranderd.');
      expect(await page.getByRole('button', { name: 'Versturen' }).count()).toBe(1);
    });

    test('forbidden by a rule of the case: tells which rule', async () => {
      const told = await sendAfter(() =>
        web.api.replace('POST /v1/inbox-items/:itemId/complete', () =>
          problem(409, 'rule-refused', { detail: 'Er loopt nu geen ronde van de weging.' }),
        ),
      );
      expect(told).toContain('Er loopt nu geen ronde van de weging.');
      expect(await page.getByRole('button', { name: 'Versturen' }).count()).toBe(1);
    });

    test('server not available: can be sent again', async () => {
      const told = await sendAfter(() =>
        web.api.replace('POST /v1/inbox-items/:itemId/complete', () => problem(503, 'unavailable')),
      );
      expect(told).toContain('Het systeem is even niet beschikbaar.');
    });
  });

  test('asks before typed text is lost, and not when nothing was typed', async () => {
    await guest.open('/inbox/itm-late');
    await page.getByRole('link', { name: 'Terug naar postvak' }).click();
    await page.getByRole('heading', { level: 1, name: 'Postvak' }).waitFor();
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Waarom maakt u deze keuze?').fill('Half af.');
    await page.getByRole('link', { name: 'Casussen' }).click();
    const dialog = page.getByRole('dialog', { name: 'U hebt nog niet verstuurd' });
    await dialog.waitFor();
    expect(await guest.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Waarom maakt u deze keuze?').inputValue()).toBe('Half af.');
    await page.getByRole('link', { name: 'Casussen' }).click();
    await dialog.getByRole('button', { name: 'Verlaat zonder te versturen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Casussen' }).waitFor();
  });
});
