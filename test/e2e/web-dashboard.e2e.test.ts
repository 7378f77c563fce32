import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Dashboard, DashboardRow } from '../../src/contract/http.ts';
import { problem } from '../support/fake-api.ts';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

type Counts = [number | null, number | null, number | null];
type Ages = [number | null, number | null, number | null, number | null];
const row = (id: string, name: string, [open, dueSoon, overdue]: Counts, ages: Ages): DashboardRow => ({
  id,
  name,
  open,
  dueSoon,
  overdue,
  ageing: { '0-2': ages[0], '3-5': ages[1], '6-10': ages[2], '>10': ages[3] },
});
const unknown: Ages = [null, null, null, null];

const perStep = [
  row('screening/vote-police', 'Stem van de politie', [9, null, null], unknown),
  row('information-exchange/answer', 'Informatieverzoek beantwoorden', [22, 5, 11], [4, 3, 4, 0]),
  row('integrated-plan/draft-plan', 'Plan opstellen', [12, 4, 7], unknown),
  row('monitoring/review-case', 'Casus evalueren', [3, 0, 0], [0, 0, 0, 0]),
  row('monitoring/carry-out', 'Interventie uitvoeren', [null, null, null], unknown),
];
const perPartner = [
  row('gemeente-voorbeeldstad', 'Gemeente Voorbeeldstad', [30, 6, 14], [4, 3, 4, 3]),
  row('politie-voorbeeldland', 'Politie Voorbeeldland', [34, 8, 11], [3, 3, 5, 0]),
];
const figures: Dashboard = {
  asOf: '2026-11-23T08:00:00+01:00',
  hiddenBelow: 3,
  dueSoonWorkingDays: 2,
  totals: { open: 64, dueSoon: 14, overdue: 25 },
  perStep,
  perPartner,
};

const web = fakeWeb();
let manager: Visit;
let page: Page;

beforeEach(async () => {
  web.api.state.dashboard = structuredClone(figures);
  manager = await web.visit({ email: people.manager });
  page = manager.page;
});

const section = (name: string) => page.getByRole('region', { name });
const choose = (view: 'Grafiek' | 'Tabel') => page.getByText(view, { exact: true }).click();
/** The rows of a table as texts; the first row below the headings first. */
const body = async (name: string) =>
  (await section(name).locator('tbody tr').all()).length === 0
    ? []
    : section(name)
        .locator('tbody tr')
        .evaluateAll((rows) => rows.map((one) => [...one.children].map((cell) => cell.textContent)));
const shown = (count: number | null) => (count === null ? 'verborgen' : String(count));
const asCells = ({ name, open, dueSoon, overdue, ageing }: DashboardRow) => [
  name,
  ...[open, dueSoon, overdue, ...Object.values(ageing)].map(shown),
];
const byName = (rows: DashboardRow[], names: string[]) =>
  names.map((name) => asCells(rows.find((one) => one.name === name)!));

describe('the dashboard', () => {
  test('tells the totals, the moment they were counted, and what is counted', async () => {
    await manager.open('/dashboard');
    const totals = await page
      .locator('.dashboard__totals > div')
      .evaluateAll((cards) =>
        cards.map((card) =>
          [...card.querySelectorAll('dt, .dashboard__count')].map((part) => part.textContent),
        ),
      );
    expect(totals).toEqual([
      ['Open', '64'],
      ['Bijna te laat', '14'],
      ['Te laat', '25'],
    ]);
    expect(await page.getByText('Stand van 23 november 2026 om 08:00').count()).toBe(1);
    expect(await page.getByText('De termijn eindigt binnen 2 werkdagen.').count()).toBe(1);
    expect(await page.getByText('Aantallen van 1 tot en met 2 zijn verborgen').count()).toBe(1);
    expect(await manager.axe()).toEqual([]);
    expect(manager.complaints).toEqual([]);
  });

  test('draws bars to scale with the counts of the data, and says the same in text', async () => {
    await manager.open('/dashboard');
    const chart = section('Per stap');
    await chart.locator('.recharts-bar-rectangle').first().waitFor();
    expect(await chart.getByRole('listitem').allInnerTexts()).toEqual(
      expect.arrayContaining([
        'Informatieverzoek beantwoorden: 11 te laat, waarvan 4 met 0–2 werkdagen te laat, 3 met 3–5 werkdagen te laat, 4 met 6–10 werkdagen te laat',
        'Plan opstellen: 7 te laat, waarvan 7 met een verborgen aantal dagen',
        'Stem van de politie: hoeveel te laat zijn, is verborgen',
        'Interventie uitvoeren: hoeveel te laat zijn, is verborgen',
      ]),
    );
    expect(await chart.getByText('Casus evalueren').count()).toBe(0);
    // One path or rectangle per count above 0, as wide as its share of the axis.
    const widths = await chart
      .locator('.recharts-bar-rectangle')
      .evaluateAll((shapes) =>
        shapes
          .map((shape) => Math.round((shape as SVGGraphicsElement).getBBox().width))
          .filter((width) => width > 0),
      );
    const unit = widths[0]! / 4;
    expect(widths.map((width) => Math.round(width / unit))).toEqual([4, 3, 4, 7]);
    // What stands behind the bars, best known first.
    expect(await chart.locator('.dashboard__total').allTextContents()).toEqual(
      expect.arrayContaining(['11', '7', 'verborgen']),
    );
    // Patterns, not colour alone: every bucket is filled with a pattern of its own.
    expect(await chart.locator('pattern').count()).toBe(4);
    expect(manager.complaints).toEqual([]);
  });

  test('shows every count of the data in the tables, and hidden ones as hidden', async () => {
    await manager.open('/dashboard');
    await choose('Tabel');
    expect(await body('Per stap')).toEqual(
      byName(perStep, [
        'Informatieverzoek beantwoorden',
        'Plan opstellen',
        'Casus evalueren',
        'Interventie uitvoeren',
        'Stem van de politie',
      ]),
    );
    expect(await body('Per organisatie')).toEqual(
      byName(perPartner, ['Gemeente Voorbeeldstad', 'Politie Voorbeeldland']),
    );
    expect(
      await page
        .getByRole('table', { name: 'Open stappen per organisatie, met hoe lang ze te laat zijn' })
        .count(),
    ).toBe(1);
    expect(await manager.axe()).toEqual([]);
    expect(manager.complaints).toEqual([]);
  });

  test('sorts by every column, by keyboard too, and says how', async () => {
    await manager.open('/dashboard');
    await choose('Tabel');
    const table = section('Per stap');
    const names = async () => (await body('Per stap')).map(([name]) => name);
    const sortedBy = () =>
      table
        .locator('th[aria-sort]')
        .evaluateAll((cells) => cells.map((cell) => [cell.textContent, cell.getAttribute('aria-sort')]));
    expect(await sortedBy()).toEqual([['Te laat', 'descending']]);
    await table.getByRole('button', { name: 'Open', exact: true }).focus();
    await page.keyboard.press('Enter');
    expect(await sortedBy()).toEqual([['Open', 'descending']]);
    expect((await names()).slice(0, 2)).toEqual(['Informatieverzoek beantwoorden', 'Plan opstellen']);
    await page.keyboard.press('Space');
    expect(await sortedBy()).toEqual([['Open', 'ascending']]);
    expect(await names()).toEqual([
      'Casus evalueren',
      'Stem van de politie',
      'Plan opstellen',
      'Informatieverzoek beantwoorden',
      'Interventie uitvoeren',
    ]);
    await table.getByRole('button', { name: 'Stap', exact: true }).click();
    expect((await names())[0]).toBe('Casus evalueren');
    await table.getByRole('button', { name: '3–5 (3–5 werkdagen te laat)' }).click();
    expect((await names())[0]).toBe('Informatieverzoek beantwoorden');
  });

  test('remembers chart or table on this device; the choice works by keyboard', async () => {
    await manager.open('/dashboard');
    await page.getByRole('radio', { name: 'Grafiek' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('table').first().waitFor();
    await page.reload();
    await manager.settled();
    expect(await page.getByRole('radio', { name: 'Tabel' }).isChecked()).toBe(true);
    expect(await page.getByRole('table').count()).toBe(2);
  });

  test('refreshes on request and by itself, and keeps the figures when that fails', async () => {
    await page.clock.install({ time: '2026-11-23T08:00:00+01:00' });
    await manager.open('/dashboard');
    web.api.state.dashboard = {
      ...figures,
      asOf: '2026-11-23T08:05:00+01:00',
      totals: { open: 65, dueSoon: 14, overdue: 26 },
    };
    await page.getByRole('button', { name: 'Vernieuwen' }).click();
    await page.getByRole('status').getByText('Vernieuwd. Stand van 23 november 2026 om 08:05.').waitFor();
    expect(await page.locator('.dashboard__card--open').innerText()).toContain('65');
    web.api.state.dashboard = { ...figures, totals: { open: 70, dueSoon: 14, overdue: 26 } };
    await page.clock.fastForward('01:01');
    await page.locator('.dashboard__card--open', { hasText: '70' }).waitFor();
    web.api.replace('GET /v1/dashboard', () => problem(400, 'refused'));
    await page.getByRole('button', { name: 'Vernieuwen' }).click();
    await page.getByRole('alert').getByText('Vernieuwen is niet gelukt.').waitFor();
    expect(await page.locator('.dashboard__card--open').innerText()).toContain('70');
    expect(await manager.axe()).toEqual([]);
  });

  test('tells apart that there is nothing from that the numbers are too small', async () => {
    const none = { open: 0, dueSoon: 0, overdue: 0 };
    web.api.state.dashboard = { ...figures, totals: none, perStep: [], perPartner: [] };
    await manager.open('/dashboard');
    expect(await page.getByText('Er zijn geen open stappen.').count()).toBe(2);
    const hidden = { open: null, dueSoon: null, overdue: null };
    web.api.state.dashboard = { ...figures, totals: hidden, perStep: [], perPartner: [] };
    await manager.open('/dashboard');
    expect(await page.getByText('De aantallen zijn te klein om te tonen.').count()).toBe(2);
    expect(await page.locator('.dashboard__card--open').innerText()).toContain('verborgen');
    web.api.state.dashboard = { ...figures, perStep: [perStep[3]!], perPartner: [] };
    await manager.open('/dashboard');
    expect(await section('Per stap').innerText()).toContain('Er is niets te laat.');
  });

  test('fits 320 pixels as chart and as table, also in English', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await manager.open('/dashboard');
    await page.getByRole('button', { name: 'English' }).click();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(320);
    await page.getByText('Table', { exact: true }).click();
    expect(await width()).toBeLessThanOrEqual(320);
    expect(await page.getByText('What is counted here?').count()).toBe(1);
    expect(await manager.axe()).toEqual([]);
    expect(manager.complaints).toEqual([]);
  });

  test('is not for others', async () => {
    const calls = () => web.api.requests.filter(({ path }) => path === '/v1/dashboard').length;
    const before = calls();
    const attendee = await web.visit({ email: people.municipality });
    await attendee.open('/dashboard');
    expect(await attendee.page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Deze pagina is niet voor u',
    );
    expect(calls()).toBe(before);
    await attendee.close();
  });
});
