import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

const web = fakeWeb();
let guest: Visit;

const sent = (call: string) =>
  web.api.requests.filter(({ method, path }) => `${method} ${path}` === call).map(({ body }) => body);

test('a case is opened in an emergency with a reason that says something, by keyboard', async () => {
  guest = await web.visit({ email: people.municipality });
  const { page } = guest;
  await guest.open('/cases');
  await page.getByRole('link', { name: 'Noodtoegang tot een casus' }).click();
  await page.getByRole('heading', { level: 1, name: 'Noodtoegang' }).waitFor();
  await page.getByRole('button', { name: 'Open de casus' }).press('Enter');
  await page.getByText('Vul een casusnummer in, zoals C-2026-0012.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('reference');
  expect(await guest.axe()).toEqual([]);

  await page.getByLabel('Casusnummer').fill(' c-2026-9999 ');
  await page.getByLabel('Waarom is dit nu nodig?').fill('    haast                      ');
  await page.getByRole('button', { name: 'Open de casus' }).press('Enter');
  await page.getByText('Schrijf een reden van ten minste 20').waitFor();
  expect(sent('POST /v1/break-glass')).toEqual([]);

  await page.getByLabel('Waarom is dit nu nodig?').fill('Er is nu gevaar en niemand is bereikbaar.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Onder dit nummer is niets dat u kunt openen.').waitFor();
  await page.getByRole('button', { name: 'Open de casus' }).click();
  await page.getByLabel('Casusnummer').fill('C-2026-0009');
  await page.getByRole('button', { name: 'Open de casus' }).click();
  await page.getByRole('heading', { level: 1, name: 'Casus C-2026-0009' }).waitFor();
  const bodies = sent('POST /v1/break-glass') as { requestId: string; reference: string }[];
  // The same thing tried again is the same request; another case is another.
  expect(bodies.map(({ reference }) => reference)).toEqual(['C-2026-9999', 'C-2026-9999', 'C-2026-0009']);
  expect(new Set(bodies.map(({ requestId }) => requestId)).size).toBe(2);
  expect(guest.complaints).toEqual([]);
});

test('a reviewer looks at a case once per reason, and sees who else looked and why', async () => {
  guest = await web.visit({ email: people.reviewer });
  const { page } = guest;
  await page.getByRole('link', { name: 'Rechtmatigheid toetsen' }).click();
  await page.getByLabel('Casusnummer').fill('C-2026-0012');
  await page.getByLabel('Waarom bekijkt u deze casus?').fill('Steekproef van dit kwartaal, nummer drie.');
  await page.getByRole('button', { name: 'Bekijk de casus' }).click();
  await page.getByRole('heading', { name: 'U bekijkt casus C-2026-0012' }).waitFor();
  expect(await guest.axe()).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);

  await page.getByRole('main').getByRole('link', { name: 'Wie keek mee?' }).click();
  await page.getByLabel('Waarvoor bekijkt u dit?').waitFor();
  expect(await page.getByLabel('Casusnummer').inputValue()).toBe('C-2026-0012');
  expect(sent('GET /v1/access-log')).toEqual([]);
  await page.getByLabel('Waarvoor bekijkt u dit?').selectOption('lawfulness');
  await page.getByRole('button', { name: 'Laat zien' }).click();
  await page.getByText('Er was nu gevaar en niemand was bereikbaar.').waitFor();
  expect(await page.getByText('2 regels gevonden').count()).toBe(1);

  await guest.open('/lawfulness-review');
  expect(await page.getByLabel('Waarom bekijkt u deze casus?').inputValue()).toBe('');
  expect(guest.complaints).toEqual([]);
});

test('why something cannot be seen is explained with what is needed, and of another case nothing is told', async () => {
  guest = await web.visit({ email: people.municipality });
  const { page } = guest;
  await guest.open('/access-explanation');
  await page.getByLabel('Casusnummer').fill('C-2026-0012');
  await page.keyboard.press('Enter');
  await page.getByText('Vraag de casusregisseur wat u mag weten.').waitFor();
  await page.getByLabel('Casusnummer').fill('C-2026-9999');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'U kunt casus C-2026-9999 niet zien' }).waitFor();
  expect(await page.getByText('Welke van de twee het is, zegt het systeem niet.').count()).toBe(1);
  expect(guest.complaints).toEqual([]);
});

test('the yearly report is downloaded as CSV, without the counts that it hides', async () => {
  guest = await web.visit({ email: people.manager });
  const { page } = guest;
  await guest.open('/yearly-report');
  expect(await page.getByText('verborgen', { exact: true }).count()).toBeGreaterThan(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download als CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^casusoverleg-jaarverslag-\d{4}\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain(',screening-results,admit,8\r\n');
  expect(text).toContain(',screening-results,stop,\r\n');
  expect(guest.complaints).toEqual([]);
});
