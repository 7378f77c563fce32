/** Passwords, from the account that an administrator makes to the work that it opens, in a real browser on the whole product. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const demoPassword = 'casusoverleg-demo';
const first = 'een eerste wachtwoord';
const own = 'vier losse woorden achter elkaar';

let product: SpawnedServer;
let browser: Browser;
let bas: WebPerson;

const someone = (email: string, password: string): Promise<WebPerson> =>
  webPerson({ browser, baseUrl: () => product.address, email, password });

beforeAll(async () => {
  product = await spawnProduct({ dataDir: newDataDir() });
  browser = await startBrowser();
  bas = await someone('bas@voorbeeldstad.example', demoPassword);
  await bas.signIn();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

async function typeSignIn(page: Page, path: string, email: string, password: string): Promise<void> {
  await page.goto(`${product.address}${path}`);
  await page.getByLabel('E-mailadres').fill(email);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

async function chooseOwn(page: Page, chosen: string): Promise<void> {
  await page.getByLabel('Nieuw wachtwoord', { exact: true }).fill(chosen);
  await page.getByLabel('Nieuw wachtwoord nog een keer').fill(chosen);
  await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
}

/** Gives somebody a temporary password and answers it, as the page shows it once. */
async function giveTemporary(userId: string): Promise<string> {
  const { page } = bas;
  await page.goto(`${product.address}/accounts/${userId}`);
  await page.getByRole('button', { name: 'Tijdelijk wachtwoord geven' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Waarom geeft u een tijdelijk wachtwoord?').fill('Wachtwoord vergeten.');
  await dialog.getByRole('button', { name: 'Tijdelijk wachtwoord geven' }).click();
  return page.locator('code').innerText();
}

test('a new colleague chooses an own password with the first one, and nobody signs in with that one again', async () => {
  const { page } = bas;
  await page.goto(`${product.address}/accounts/new`);
  await page.getByLabel('Naam').fill('Nina Nieuw');
  await page.getByLabel('E-mailadres').fill('nina@politie.example');
  await page.getByLabel('Organisatie').selectOption({ label: 'Politie, eenheid Voorbeeldland' });
  await page.locator('label', { hasText: 'leidinggevende' }).click();
  await page.getByLabel('Eerste wachtwoord').fill(first);
  await page.getByLabel('Waarom maakt u dit account?').fill('Begint in dit team.');
  await page.getByRole('button', { name: 'Account maken' }).click();
  await page.getByText('Heeft een tijdelijk wachtwoord').waitFor();
  expect(await axeFaults(page)).toEqual([]);

  const nina = await someone('nina@politie.example', own);
  await typeSignIn(nina.page, '/', 'nina@politie.example', first);
  await nina.page.getByRole('heading', { name: 'Kies een eigen wachtwoord' }).waitFor();
  expect(
    await nina.page
      .getByLabel('Nieuw wachtwoord', { exact: true })
      .evaluate((field) => field === document.activeElement),
  ).toBe(true);
  await chooseOwn(nina.page, 'kort');
  await nina.page.getByText('Kies een wachtwoord van minstens 12 tekens.').waitFor();
  expect(await axeFaults(nina.page)).toEqual([]);
  await chooseOwn(nina.page, first);
  await nina.page.getByText('Kies een ander wachtwoord dan het oude.').waitFor();
  await chooseOwn(nina.page, own);
  await nina.page.waitForURL(/\/dashboard/);

  await page.reload();
  await page.getByText('koos een eigen wachtwoord').waitFor();
  const other = await someone('nina@politie.example', first);
  await typeSignIn(other.page, '/', 'nina@politie.example', first);
  await other.page.getByText('Het e-mailadres of wachtwoord klopt niet.').waitFor();
  expect([...bas.complaints, ...nina.complaints, ...other.complaints]).toEqual([]);
  await Promise.all([nina.close(), other.close()]);
});

test('somebody changes their password; other browsers are signed out, this one goes on', async () => {
  const email = 'marga@voorbeeldstad.example';
  const [marga, elsewhere] = await Promise.all([someone(email, demoPassword), someone(email, demoPassword)]);
  await marga.signIn();
  await elsewhere.signIn();
  const { page } = marga;
  await page.getByRole('link', { name: 'Wachtwoord' }).click();
  await page.getByRole('heading', { level: 1, name: 'Wachtwoord wijzigen' }).waitFor();
  await page.getByLabel('E-mailadres').fill(email);
  await page.getByLabel('Oude wachtwoord').fill('niet het oude wachtwoord');
  await chooseOwn(page, own);
  await page.getByText('Het e-mailadres of wachtwoord klopt niet.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('Oude wachtwoord').fill(demoPassword);
  await page.getByLabel('Nieuw wachtwoord nog een keer').fill('iets anders dan dat');
  await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
  await page.getByText('Dit is niet hetzelfde als het nieuwe wachtwoord.').waitFor();
  await chooseOwn(page, own);
  await page.getByText('Uw wachtwoord is gewijzigd').waitFor();
  await page.goto(`${product.address}/dashboard`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByLabel('E-mailadres').count()).toBe(0);

  await elsewhere.page.reload();
  await elsewhere.page.getByRole('heading', { level: 1, name: 'Inloggen' }).waitFor();
  expect([...marga.complaints, ...elsewhere.complaints]).toEqual([]);
  await Promise.all([marga.close(), elsewhere.close()]);
});

test('who forgot the password, or is a third party, goes on with a temporary one', async () => {
  const temporary = await giveTemporary('usr-demo-woningcorporatie');
  expect(temporary).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  expect(await axeFaults(bas.page)).toEqual([]);
  const wendy = await someone('wendy@wonen.example', temporary);
  await typeSignIn(wendy.page, '/aanlevering', 'wendy@wonen.example', temporary);
  await chooseOwn(wendy.page, own);
  await wendy.page.getByRole('heading', { level: 1, name: 'Aan u verstrekt' }).waitFor();
  expect(await axeFaults(wendy.page)).toEqual([]);
  expect(wendy.complaints).toEqual([]);
  await wendy.close();
});
