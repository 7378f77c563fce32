import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { validateForm } from '../../src/cases/forms/index.ts';
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

const screeningCase = '/cases/case-p0WmRr7bQx2c';
const planCase = '/cases/case-Zq81mN4kfTz0';

describe('the list of cases', () => {
  test('gives the phase and late steps in words, a page at a time', async () => {
    await guest.open('/cases');
    const row = page.getByRole('row', { name: /C-2026-0009/ });
    expect(await row.textContent()).toContain('Plan van aanpak');
    expect(await row.textContent()).toContain('1 te laat');
    await page.getByRole('link', { name: 'Volgende pagina' }).click();
    await page.getByText('Pagina 2 van 2').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 6);
  });
});

describe('a case', () => {
  test('tells in words where it stands, the part that is at work first', async () => {
    await guest.open(screeningCase);
    await page.getByRole('heading', { name: 'Stappen van Wegen' }).waitFor();
    const steps = await page.locator('.steps > li .step__text').allInnerTexts();
    expect(steps.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'Stem van de gemeente Nu aan de beurt Gemeente Voorbeeldstad, nog 3 werkdagen',
      'Stem van de politie Klaar Op 18 november 2026',
      'Stem van het OM Nu aan de beurt OM Voorbeeldland, nog 3 werkdagen',
      'Overleg over de stemmen Komt nog',
      'Samenstelling bepalen Komt nog',
    ]);
    await page.getByRole('button', { name: /Casus van signaal tot afsluiting/ }).click();
    await page.getByRole('heading', { name: 'Stappen van Casus van signaal tot afsluiting' }).waitFor();
  });

  test('leads whoever is at turn to the step itself', async () => {
    await guest.open(screeningCase);
    const own = page.getByRole('region', { name: 'Wat u in deze casus kunt doen' });
    await own.getByRole('link', { name: 'Stem van de gemeente' }).click();
    await page.waitForURL(/\/inbox\/itm-vote$/);
    web.api.state.details.get('case-p0WmRr7bQx2c')!.ownItems = [];
    await guest.open(screeningCase);
    await page.getByRole('heading', { name: 'Dossier' }).waitFor();
    expect(await own.count()).toBe(0);
  });

  test('marks done and current steps in the diagram and keeps the watermark visible', async () => {
    await guest.open(screeningCase);
    await page.locator('.diagram__flag').first().waitFor();
    const ids = (marker: string) =>
      page
        .locator(`g.${marker}`)
        .evaluateAll((elements) =>
          elements.map((element) => element.getAttribute('data-element-id')).toSorted(),
        );
    expect(await ids('diagram-active')).toEqual(['vote-municipality', 'vote-prosecution']);
    expect(await ids('diagram-done')).toEqual([
      'determine-vote-term',
      'start-screening-round',
      'vote-police',
    ]);
    expect(await page.locator('.diagram__flag--active').allTextContents()).toEqual(['Nu', 'Nu']);
    expect(await page.locator('.bjs-powered-by').isVisible()).toBe(true);
    expect(await page.getByRole('img', { name: 'Schema van Wegen' }).count()).toBe(1);
    expect(await guest.axe()).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });

  test('links the list and the diagram both ways', async () => {
    await guest.open(screeningCase);
    await page.locator('.diagram__flag').first().waitFor();
    await page.getByRole('button', { name: 'Toon Samenstelling bepalen in het schema' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('g.diagram-selected[data-element-id="compose-partners"]').waitFor();
    await page.getByRole('button', { name: 'Toon het hele schema' }).click();
    await page.locator('g[data-element-id="vote-police"] .djs-hit').first().click();
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Toon Stem van de politie in het schema',
    );
    expect(await page.locator('.step--selected .step__name').allTextContents()).toEqual([
      'Stem van de politie',
    ]);
  });

  test('still tells everything in words when the diagram cannot be had', async () => {
    web.api.replace('GET /v1/cases/:caseId/processes/:processId/versions/:version', () => ({
      status: 200,
      body: { processId: 'screening', version: 1, xml: '<broken' },
    }));
    await guest.open(screeningCase);
    await page.getByText('Het schema kan niet worden getoond.').waitFor();
    expect(await page.locator('.steps > li').count()).toBe(5);
  });

  test('with a full file and a long history begins short and opens by keyboard', async () => {
    const detail = web.api.state.details.get('case-p0WmRr7bQx2c')!;
    const [section, entry] = [detail.sections[0]!, detail.timeline[0]!];
    detail.sections = Array.from({ length: 6 }, (_, index) => ({
      ...section,
      title: `Onderdeel ${index + 1}`,
    }));
    detail.timeline = Array.from({ length: 20 }, (_, index) => ({
      ...entry,
      text: `Gebeurtenis ${index + 1}.`,
    }));
    await guest.open(screeningCase);
    const open = () => page.locator('details[open]').count();
    expect(await open()).toBe(1);
    await page.getByRole('button', { name: 'Open alles' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sluit alles' }).waitFor();
    expect(await open()).toBe(6);
    await page.locator('summary', { hasText: 'Onderdeel 2' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('details[open]').length === 5);
    expect(await page.locator('.timeline > li').count()).toBe(8);
    await page.getByRole('button', { name: 'Toon alle 20 gebeurtenissen' }).click();
    expect(await page.locator('.timeline > li').count()).toBe(20);
    expect(await guest.axe()).toEqual([]);
  });

  test('that one may not see looks like one that does not exist', async () => {
    await guest.open('/cases/case-UnknownCase1');
    expect(await page.getByRole('alert').textContent()).toContain('Niet gevonden');
    expect(await guest.axe()).toEqual([]);
  });

  test('offers a review with a reason', async () => {
    await guest.open(planCase);
    await page.getByRole('button', { name: 'Vraag een evaluatie aan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Vraag een evaluatie aan' });
    await dialog.getByRole('button', { name: 'Vraag aan' }).click();
    await dialog.getByText('Schrijf ten minste 5 tekens.').waitFor();
    expect(await guest.axe()).toEqual([]);
    await dialog.getByLabel('Waarom kan de evaluatie niet wachten?').fill('De school meldt nieuwe zorgen.');
    await dialog.getByRole('button', { name: 'Vraag aan' }).click();
    await page.waitForFunction(() =>
      document.activeElement?.textContent?.includes('De evaluatie is aangevraagd'),
    );
    expect(web.api.requests.find(({ path }) => path.endsWith('/review-requests'))!.body).toEqual({
      reason: 'De school meldt nieuwe zorgen.',
    });
  });

  test('explains that a review cannot be asked for now', async () => {
    web.api.replace('POST /v1/cases/:caseId/review-requests', () => problem(409, 'review-not-possible'));
    await guest.open(planCase);
    await page.getByRole('button', { name: 'Vraag een evaluatie aan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Waarom kan de evaluatie niet wachten?').fill('De school meldt nieuwe zorgen.');
    await dialog.getByRole('button', { name: 'Vraag aan' }).click();
    await dialog.getByText('Een evaluatie kan nu niet worden aangevraagd.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

describe('a signal', () => {
  async function fillIn(): Promise<void> {
    await page.getByLabel('Gemeente waar betrokkene verblijft').selectOption({ label: 'Voorbeeldstad' });
    await page.getByLabel('Een persoon').check();
    await page.getByLabel('Naam', { exact: true }).fill('F. Fictief');
    await page.getByLabel('Geboortedatum').fill('2007-03-14');
    await page.getByLabel('Wat is er gezien of gehoord?').fill('Een docent zag drie keer zulke filmpjes.');
    await page.getByLabel('Wat vindt u daarvan?').fill('Zorg om afzondering.');
    await page.getByLabel('Een andere professional').check();
    await page.getByLabel('Licht de bron toe').fill('Docent van een school');
    await page.getByLabel('Betrouwbaar', { exact: true }).check();
    await page.getByLabel('Waarom denkt u dat?').fill('Zelf gezien.');
    await page.getByLabel('Een andere wet').check();
    await page.getByLabel('Welke wet en welk artikel?').fill('Verzonnen wet art. 1');
    await page.getByLabel('Met welk doel deelt u dit?').fill('Hulp op tijd kunnen bieden.');
    await page
      .getByLabel('Waarom is het nodig om dit te delen?')
      .fill('Zonder dit signaal weet niemand het.');
  }
  const sent = () => web.api.requests.filter(({ method, path }) => method === 'POST' && path === '/v1/cases');

  test('opens a case, with data that the API accepts', async () => {
    await guest.open('/signals/new');
    await fillIn();
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Het signaal is vastgelegd');
    expect(await page.getByText('nummer C-2026-0012').count()).toBe(1);
    const { requestId, data } = sent()[0]!.body as { requestId: string; data: Record<string, unknown> };
    expect(requestId).toMatch(/^[A-Za-z0-9_-]{10,60}$/);
    expect(validateForm(web.api.state.form('case-signal') as never, data)).toEqual([]);
    expect(data).toMatchObject({
      municipalityId: 'voorbeeldstad',
      subject: { kind: 'person', name: 'F. Fictief' },
    });
    expect(await guest.axe()).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });

  test('is repeated under the same id when no answer came, so that there is one case', async () => {
    await guest.open('/signals/new');
    await fillIn();
    web.api.replace('POST /v1/cases', () => problem(503, 'unavailable'));
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.waitForFunction(() =>
      document.activeElement?.textContent?.includes('Het signaal is niet vastgelegd'),
    );
    expect(await page.getByLabel('Naam', { exact: true }).inputValue()).toBe('F. Fictief');
    web.api.replace('POST /v1/cases', () => ({
      status: 201,
      body: { caseId: 'case-p0WmRr7bQx2c', reference: 'C-2026-0012' },
    }));
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Het signaal is vastgelegd' }).waitFor();
    const ids = sent().map(({ body }) => (body as { requestId: string }).requestId);
    expect(ids.length).toBe(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test('that was recorded after all is not recorded twice when sent again with other words', async () => {
    await guest.open('/signals/new');
    await fillIn();
    web.api.replace('POST /v1/cases', () => problem(503, 'unavailable'));
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.waitForFunction(() =>
      document.activeElement?.textContent?.includes('Het signaal is niet vastgelegd'),
    );
    await page.getByLabel('Waarom denkt u dat?').fill('Zelf gezien, twee keer.');
    web.api.replace('POST /v1/cases', () => problem(409, 'request-id-reused'));
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.getByText('Een eerdere poging is toch gelukt.').waitFor();
    const ids = new Set(sent().map(({ body }) => (body as { requestId: string }).requestId));
    expect(ids.size).toBe(1);
  });

  test('on a running case goes to that case', async () => {
    await guest.open(screeningCase);
    await page.getByRole('link', { name: 'Nieuw signaal bij deze casus' }).click();
    await page.getByRole('heading', { level: 1, name: 'Nieuw signaal bij casus C-2026-0012' }).waitFor();
    await page.locator('form').waitFor();
    await fillIn();
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click();
    await page.getByText('Het signaal staat bij casus C-2026-0012.').waitFor();
    expect(web.api.requests.some(({ path }) => path === '/v1/cases/case-p0WmRr7bQx2c/signals')).toBe(true);
  });
});
