import { expect, test } from '@jest/globals';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

const web = fakeWeb();
let guest: Visit;

test('an administrator sees what somebody lacks, and puts it right with a reason', async () => {
  guest = await web.visit({ email: people.administrator });
  const { page } = guest;
  await guest.open('/accounts');
  expect(await page.getByText('Ontbreekt: aanwijzing, screening').count()).toBe(1);
  expect(await guest.axe()).toEqual([]);

  await page.getByRole('link', { name: web.api.state.accounts[2]!.name }).click();
  // The design system hides the input itself; people click its label.
  await page.locator('label', { hasText: 'Voorbeeldstad' }).click();
  await page.getByLabel('Screening geldig tot en met').fill('2028-06-30');
  await page.getByRole('button', { name: 'Wijziging bewaren' }).click();
  expect(await page.getByText('Schrijf minstens 5 tekens.').count()).toBe(1);
  expect(await guest.axe()).toEqual([]);
  await page.getByLabel('Waarom wijzigt u dit account?').fill('Aangewezen per 1 december.');
  await page.getByRole('button', { name: 'Wijziging bewaren' }).click();
  await page.getByText('De wijziging geldt meteen.').waitFor();
  expect(await page.getByText('Aangewezen per 1 december.').count()).toBe(1);
  expect(web.api.requests.at(-1)).not.toMatchObject({ body: { password: expect.anything() } });
  expect(guest.complaints).toEqual([]);
});

test('somebody who is not ready reads why, and acknowledges secrecy before seeing the inbox', async () => {
  const person = web.api.state.users.find(({ email }) => email === people.municipality)!;
  person.missing = ['secrecy'];
  guest = await web.visit({ email: people.municipality });
  const { page } = guest;
  await page.getByRole('heading', { level: 1, name: 'U kunt nog niet aan casussen werken' }).waitFor();
  await page.getByRole('button', { name: 'Bevestigen' }).click();
  expect(await page.getByText('Kruis aan dat u dit hebt gelezen').count()).toBe(1);
  expect(await guest.axe()).toEqual([]);
  await page.locator('label', { hasText: 'Ik heb dit gelezen' }).click();
  await page.getByRole('button', { name: 'Bevestigen' }).click();
  await page.getByRole('heading', { level: 1, name: 'Postvak' }).waitFor();
  expect(guest.complaints).toEqual([]);
});
