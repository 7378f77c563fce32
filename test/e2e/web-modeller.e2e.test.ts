import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { DeployProcess, ProcessVersion } from '../../src/contract/http.ts';
import { problem, type FakeAnswer, type FakeRequest } from '../support/fake-api.ts';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';
import { informationRequest } from '../web/modeller/read-model.ts';

const web = fakeWeb();
let designer: Visit;
let page: Page;
let xml: string;
/** What publishing does when nothing else was asked for: keeps the diagram as the next version. */
let publishNext: (request: FakeRequest) => FakeAnswer;

const version = (number: number, note: string, deployedByName: string | null): ProcessVersion => ({
  version: number,
  processDefinitionKey: `225179981368524${number}`,
  deployedAt: `2026-11-0${number}T08:30:00+01:00`,
  deployedByName,
  note,
});

beforeAll(async () => {
  xml = await informationRequest();
});
beforeEach(async () => {
  web.api.state.processDefinitions = [
    {
      processId: 'information-request',
      name: 'Informatie vragen',
      latestVersion: 2,
      versions: [
        version(2, 'Een herinnering toegevoegd.', 'Peter Procesontwerper'),
        version(1, 'Meegeleverd met het product.', null),
      ],
      cases: { running: 7, onEarlierVersions: 3 },
    },
  ];
  const published = new Map([
    [1, xml.replace('name="Verzoek klaarzetten"', 'name="Verzoek maken"')],
    [2, xml],
  ]);
  web.api.replace('GET /v1/process-definitions/:processId/versions/:version', (_request, parameters) => {
    const number = Number(parameters['version']);
    return {
      status: 200,
      body: { processId: 'information-request', version: number, xml: published.get(number) },
    };
  });
  publishNext = ({ body }) => {
    const { xml: deployed, note } = body as DeployProcess;
    const definition = web.api.state.processDefinitions[0]!;
    const number = definition.latestVersion + 1;
    published.set(number, deployed);
    const added = version(number, note, 'Peter Procesontwerper');
    definition.latestVersion = number;
    definition.versions.unshift(added);
    return { status: 201, body: added };
  };
  web.api.replace('POST /v1/process-definitions', publishNext);
  designer = await web.visit({
    email: people.processDesigner,
    viewport: { width: 1440, height: 900 },
  });
  page = designer.page;
});

const element = (id: string) => page.locator(`.modeller__drawing [data-element-id="${id}"]`);
const group = (name: string) =>
  page.locator('.bio-properties-panel-group-header-title', { hasText: name }).first();
const panelHeader = () => page.locator('.bio-properties-panel-header');
const help = () => page.locator('.modeller__panel');
const tab = (name: string) => page.getByRole('tab', { name });
const status = () => page.locator('.modeller__status');
const publish = () => page.getByRole('button', { name: 'Publiceren…' });
const deployed = () =>
  web.api.requests
    .filter(({ method, path }) => method === 'POST' && path === '/v1/process-definitions')
    .map(({ body }) => body as DeployProcess);

/** Opens a version and waits until it is drawn and checked. */
async function open(path = '/processes/information-request/2'): Promise<void> {
  await designer.open(path);
  await checked();
}
async function checked(): Promise<void> {
  await page.locator('.modeller__drawing .djs-container').waitFor();
  await help().getByText('wordt gecontroleerd').waitFor({ state: 'detached' });
}
async function rename(elementId: string, name: string): Promise<void> {
  await element(elementId).click();
  const field = page.locator('#bio-properties-panel-name');
  if (!(await field.isVisible())) await group('Algemeen').click();
  await field.fill(name);
  await field.blur();
  await status().getByText('Niet-gepubliceerde wijzigingen').waitFor();
}
async function publishWith(note: string): Promise<void> {
  await publish().click();
  await page.getByLabel('Waarom verandert het proces?').fill(note);
  await page.getByRole('button', { name: 'Nieuwe versie publiceren' }).click();
}
const file = (name: string, content: string) => ({
  name,
  mimeType: 'application/xml',
  buffer: Buffer.from(content),
});

describe('the list of processes', () => {
  test('tells every version with date, author and note, and opens each', async () => {
    await designer.open('/processes');
    const rows = await page
      .getByRole('table', { name: 'Versies van Informatie vragen' })
      .getByRole('row')
      .allInnerTexts();
    expect(rows.slice(1).map((row) => row.replace(/\s+/g, ' '))).toEqual([
      'Versie 2 – Informatie vragen nu in gebruik 2 november 2026 om 08:30 Peter Procesontwerper Een herinnering toegevoegd.',
      'Versie 1 – Informatie vragen 1 november 2026 om 08:30 Meegeleverd Meegeleverd met het product.',
    ]);
    expect(await designer.axe()).toEqual([]);
    await page.getByRole('link', { name: 'Versie 1 – Informatie vragen' }).click();
    await checked();
    expect(await page.getByText('Nu is versie 2 in gebruik').count()).toBe(1);
    expect(await element('prepare-request').textContent()).toContain('maken');
    expect(designer.complaints).toEqual([]);
  });

  test('fits 320 pixels, and so does the editor', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const path of ['/processes', '/processes/information-request/2']) {
      await designer.open(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });

  test('says what is wrong with a file that is no diagram, and opens one that is', async () => {
    await designer.open('/processes');
    const input = page.locator('input[type=file]');
    await input.setInputFiles(file('broken.bpmn', '<bpmn:definitions'));
    expect(await page.getByRole('alert').textContent()).toContain('Dit is geen BPMN-bestand');
    await input.setInputFiles(file('page.xml', '<html><body>Hallo</body></html>'));
    await page.getByRole('alert').getByText('<html>').waitFor();
    await input.setInputFiles(file('eigen.bpmn', xml));
    await checked();
    await page.getByText('eigen.bpmn is geopend.').waitFor();
    expect(await status().innerText()).toContain('Niet-gepubliceerde wijzigingen');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Informatie vragen');
    expect(designer.complaints).toEqual([]);
  });
});

describe('editing', () => {
  test('draws the process with the mark of its maker, without complaints or faults for axe-core', async () => {
    await open();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Informatie vragen');
    expect(await element('answer-request').textContent()).toContain('beantwoorden');
    // The licence of the modelling library asks that its mark stays visible.
    expect(await page.locator('.modeller__drawing .bjs-powered-by').isVisible()).toBe(true);
    expect(await status().innerText()).toContain('Geen wijzigingen');
    expect(await designer.axe()).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test('changes a name in diagram, outline and status; undoing takes it all back', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    expect(await element('answer-request').textContent()).toContain('Vraag');
    await tab('Stappen').click();
    await help()
      .getByRole('button', { name: /^Vraag beantwoorden/ })
      .waitFor();
    await page.getByRole('button', { name: 'Ongedaan maken' }).click();
    await status().getByText('Geen wijzigingen').waitFor();
    await help()
      .getByRole('button', { name: /^Verzoek beantwoorden/ })
      .waitFor();
    await page.getByRole('button', { name: 'Opnieuw doen' }).click();
    await status().getByText('Niet-gepubliceerde wijzigingen').waitFor();
  });

  test('speaks Dutch in palette, menus and panel, and English on request, with the work kept', async () => {
    await open();
    expect(await page.locator('.djs-palette [aria-label="Startgebeurtenis toevoegen"]').count()).toBe(1);
    await rename('answer-request', 'Vraag beantwoorden');
    expect(await panelHeader().innerText()).toContain('GEBRUIKERSTAAK');
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('.djs-palette [aria-label="Create start event"]').waitFor();
    expect(await status().innerText()).toContain('Unpublished changes');
    expect(await element('answer-request').textContent()).toContain('Vraag');
    await element('answer-request').click();
    expect(await panelHeader().innerText()).toContain('USER TASK');
    expect(await designer.axe()).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test('opens all groups of a user task and the larger expression editor within the security policy', async () => {
    await open();
    await element('answer-request').click();
    for (const name of ['Algemeen', 'Toelichting', 'Toewijzing', 'Formulier', 'Kenmerken (headers)']) {
      await group(name).click();
    }
    const expression = page.locator('[data-entry-id="assignmentDefinitionCandidateGroups"]');
    // The editor's own styles are there, though the policy forbids style elements.
    expect(
      await expression.locator('.cm-content').evaluate((field) => getComputedStyle(field).whiteSpace),
    ).toMatch(/^(pre|break-spaces)/);
    expect(await page.locator('head style').count()).toBe(0);
    expect(await designer.axe()).toEqual([]);
    await expression.locator('.cm-content').click();
    await page.keyboard.type(' and ');
    await help().getByText('De FEEL-expressie bij ‘Organisaties die mogen oppakken’ klopt niet.').waitFor();
    await expression.locator('.bio-properties-panel-open-feel-popup').click();
    await page.locator('.bio-properties-panel-feel-popup .cm-content[aria-label]').waitFor();
    expect(await designer.axe()).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test('offers no settings that the engine level of the product cannot run', async () => {
    await open();
    await element('prepare-request').click();
    await panelHeader().getByText('Verzoek klaarzetten').waitFor();
    const groups = await page.locator('.bio-properties-panel-group-header-title').allInnerTexts();
    expect(groups).toEqual([
      'Algemeen',
      'Toelichting',
      'Taakdefinitie',
      'Invoer',
      'Uitvoer',
      'Kenmerken (headers)',
      'Extra eigenschappen',
    ]);
  });

  test('starts a new process from an empty template', async () => {
    await designer.open('/processes');
    await page.getByRole('link', { name: 'Nieuw proces' }).click();
    await checked();
    expect(await status().innerText()).toContain('Nog niet gepubliceerd');
    expect(await element('start').count()).toBe(1);
    await tab('Verschillen').click();
    expect(await help().innerText()).toContain('niets om mee te vergelijken');
    expect(await designer.axe()).toEqual([]);
    await tab('Controle').click();
    await publishWith('Een eerste versie.');
    await page.getByText('Versie 3 is gepubliceerd').waitFor();
    expect(deployed()[0]!.xml).toContain(
      '<bpmn:process id="new-process" name="Nieuw proces" isExecutable="true"',
    );
    expect(deployed()[0]!.basedOnVersion).toBeUndefined();
  });

  test('exports the diagram as a file, changes included', async () => {
    await open();
    await rename('collect', 'Alles verzamelen');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Exporteren' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('information-request.bpmn');
    expect(await readFile(await download.path(), 'utf8')).toContain('name="Alles verzamelen"');
  });

  test('asks before a file takes the place of unpublished work', async () => {
    await open();
    await rename('collect', 'Alles verzamelen');
    const input = page.locator('input[type=file]');
    await input.setInputFiles(file('ander.bpmn', xml.replace('Informatie binnen', 'Klaar')));
    await page.getByRole('dialog').getByRole('button', { name: 'Blijven' }).click();
    expect(await element('collect').textContent()).toContain('Alles');
    await input.setInputFiles(file('ander.bpmn', xml.replace('Informatie binnen', 'Klaar')));
    await page.getByRole('dialog').getByRole('button', { name: 'Wijzigingen weggooien' }).click();
    await tab('Stappen').click();
    await help()
      .getByRole('button', { name: /^Klaar/ })
      .waitFor();
  });
});

describe('a published version that cannot be drawn', () => {
  test('says so and offers nothing to publish', async () => {
    web.api.replace('GET /v1/process-definitions/:processId/versions/:version', () => ({
      status: 200,
      body: { processId: 'information-request', version: 2, xml: '<no-diagram/>' },
    }));
    await open();
    await page.getByText('Dit proces kan niet worden getekend').waitFor();
    expect(await publish().isDisabled()).toBe(true);
    expect(await help().innerText()).toContain('Er is geen diagram om te controleren.');
    expect(await designer.axe()).toEqual([]);
  });
});

describe('checking', () => {
  test('a finding appears, leads to the field, and disappears when it is solved', async () => {
    await open();
    await help().getByText('Geen fouten gevonden').waitFor();
    await element('collect').click();
    await group('Taakdefinitie').click();
    const type = page.locator('#bio-properties-panel-taskDefinitionType');
    await type.fill('');
    await type.blur();
    const finding = help().getByRole('button', { name: /Fout – Informatie verzamelen/ });
    await finding.waitFor();
    expect(await finding.innerText()).toContain('vul ‘Soort taak (job type)’ in');
    expect(await page.locator('.djs-overlays[data-container-id="collect"] .cl-icon-error').count()).toBe(1);
    expect(await designer.axe()).toEqual([]);
    await element('prepare-request').click();
    await finding.click();
    await panelHeader().getByText('Informatie verzamelen').waitFor();
    await page.waitForFunction(
      () => document.activeElement?.id === 'bio-properties-panel-taskDefinitionType',
    );
    await type.fill('collect-information');
    await type.blur();
    await help().getByText('Geen fouten gevonden').waitFor();
    expect(await page.locator('.cl-icon-error').count()).toBe(0);
    expect(designer.complaints).toEqual([]);
  });
});

describe('publishing', () => {
  test('needs a note, sends the changed diagram, and says that running cases keep their version', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    await publish().click();
    const dialog = page.getByRole('dialog', { name: 'Proces publiceren' });
    expect(await dialog.innerText()).toContain('Lopende casussen houden de versie');
    expect(await dialog.innerText()).toContain('Er lopen 7 casussen in dit proces.');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    expect(await dialog.innerText()).toContain('Noem geen personen.');
    await dialog.getByRole('button', { name: 'Nieuwe versie publiceren' }).click();
    await dialog.getByText('Leg in minstens 5 tekens uit').waitFor();
    expect(await designer.axe()).toEqual([]);
    expect(deployed()).toEqual([]);
    await dialog.getByLabel('Waarom verandert het proces?').fill('  De naam was onduidelijk.  ');
    await dialog.getByRole('button', { name: 'Nieuwe versie publiceren' }).click();
    await page.getByText('Versie 3 is gepubliceerd').waitFor();
    await checked();
    expect(deployed()).toEqual([
      {
        xml: expect.stringContaining('name="Vraag beantwoorden"'),
        note: 'De naam was onduidelijk.',
        basedOnVersion: 2,
      },
    ]);
    expect(page.url()).toBe(`${web.api.address}/processes/information-request/3`);
    expect(await status().innerText()).toMatch(/Versie 3\s+Geen wijzigingen/);
    expect(await page.getByText('Lopende casussen houden de versie').innerText()).toContain(
      'Er lopen 7 casussen in dit proces. Daarvan houden 3 een eerdere versie.',
    );
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await designer.axe()).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test('shows what the engine refuses at the element and in the list, and keeps the work', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    let refusal: FakeAnswer | null = problem(400, 'deployment-refused', {
      errors: [
        { elementId: 'send-reminder', message: 'Dit soort stap kan de procesmotor niet uitvoeren.' },
        { message: 'Het proces heeft geen einde.' },
      ],
    });
    web.api.replace(
      'POST /v1/process-definitions',
      () => refusal ?? { status: 201, body: version(3, 'x', null) },
    );
    await publishWith('Een andere naam.');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Publiceren is niet gelukt').waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      'Herinnering sturen: Dit soort stap kan de procesmotor niet uitvoeren.',
      'Het proces heeft geen einde.',
    ]);
    expect(await designer.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Publiceren…');
    expect(
      await page.locator('.djs-overlays[data-container-id="send-reminder"] .cl-icon-error').count(),
    ).toBe(1);
    expect(await help().getByText('Het proces heeft geen einde.').count()).toBe(1);
    await help()
      .getByRole('button', { name: /Fout – Herinnering sturen/ })
      .click();
    await panelHeader().getByText('Herinnering sturen').waitFor();
    expect(await element('answer-request').textContent()).toContain('Vraag');
    expect(await status().innerText()).toContain('Niet-gepubliceerde wijzigingen');
    expect(await designer.axe()).toEqual([]);
    refusal = null;
    await publishWith('Een andere naam.');
    await page.waitForURL('**/information-request/3');
    await checked();
    expect(await page.locator('.cl-icon-error').count()).toBe(0);
  });

  test('keeps the work when someone else published in between', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    web.api.replace('POST /v1/process-definitions', () => problem(409, 'process-definition-changed'));
    await publishWith('Een andere naam.');
    await page.getByRole('dialog').getByText('Iemand anders heeft intussen').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Sluiten' }).click();
    expect(await element('answer-request').textContent()).toContain('Vraag');
  });

  test('keeps the work when the session has ended', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    web.api.expire({ signOut: true });
    await publishWith('Een andere naam.');
    const again = page.getByRole('dialog', { name: 'Log opnieuw in' });
    await again.getByLabel('E-mailadres').fill(people.processDesigner);
    await again.getByLabel('Wachtwoord').fill(web.api.state.password);
    await again.getByRole('button', { name: 'Inloggen' }).click();
    await again.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Nieuwe versie publiceren' }).click();
    await page.getByText('Versie 3 is gepubliceerd').waitFor();
    expect(deployed().at(-1)!.xml).toContain('name="Vraag beantwoorden"');
  });

  test('says so when nothing has changed', async () => {
    await open();
    web.api.replace('POST /v1/process-definitions', () => ({
      status: 200,
      body: web.api.state.processDefinitions[0]!.versions[0],
    }));
    await publishWith('Zonder wijziging.');
    await page.getByText('Er is niets veranderd').waitFor();
  });
});

describe('unpublished work', () => {
  test('is not left without asking', async () => {
    await open();
    await rename('answer-request', 'Vraag beantwoorden');
    await page.getByRole('link', { name: 'Alle processen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Uw wijzigingen zijn niet gepubliceerd' });
    expect(await designer.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(page.url()).toContain('/information-request/2');
    expect(await element('answer-request').textContent()).toContain('Vraag');
    await page.getByRole('link', { name: 'Alle processen' }).click();
    await dialog.getByRole('button', { name: 'Wijzigingen weggooien' }).click();
    await page.getByRole('heading', { level: 1, name: 'Processen' }).waitFor();
  });

  test('is not closed or reloaded without asking, and nothing is asked when there is none', async () => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await open();
    await page.reload();
    await checked();
    expect(asked).toEqual([]);
    await rename('answer-request', 'Vraag beantwoorden');
    await page.reload();
    await checked();
    expect(asked).toEqual(['beforeunload']);
  });
});

describe('comparing', () => {
  test('lists what was added, removed and changed since a version, and draws that version beside it', async () => {
    await open();
    await tab('Verschillen').click();
    await help().getByText('Er zijn geen verschillen.').waitFor();
    await help().getByLabel('Vergelijk met').selectOption('1');
    await help().getByText('Naam: ‘Verzoek maken’ werd ‘Verzoek klaarzetten’').waitFor();
    await help().getByLabel('Vergelijk met').selectOption('2');
    await rename('answer-request', 'Vraag beantwoorden');
    await element('reminded').click();
    await page.keyboard.press('Delete');
    await help()
      .getByRole('heading', { name: /^Verwijderd/ })
      .waitFor();
    expect(await help().innerText()).toMatch(/Verwijderd[\s\S]*reminded/);
    await help().getByText('Naam: ‘Verzoek beantwoorden’ werd ‘Vraag beantwoorden’').waitFor();
    await help().getByText('Toon die versie naast het diagram').click();
    const beside = page.getByRole('region', { name: 'Diagram van versie 2' });
    await beside.locator('[data-element-id="reminded"].difference-removed').waitFor();
    expect(await beside.locator('[data-element-id="answer-request"].difference-changed').count()).toBe(1);
    expect(await element('answer-request').getAttribute('class')).toContain('difference-changed');
    expect(await designer.axe()).toEqual([]);
    await help()
      .getByRole('button', { name: /^Vraag beantwoorden/ })
      .click();
    await panelHeader().getByText('Vraag beantwoorden').waitFor();
    await tab('Controle').click();
    await beside.waitFor({ state: 'detached' });
    expect(await page.locator('.difference-changed').count()).toBe(0);
    expect(designer.complaints).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  /** Presses a key until something has the focus; fails when it never gets it. */
  async function pressUntil(key: string, reached: () => boolean, limit = 60): Promise<void> {
    for (let presses = 0; presses < limit; presses += 1) {
      await page.keyboard.press(key);
      if (await page.evaluate(reached)) return;
    }
    throw new Error(`${limit} × ${key} did not get there.`);
  }

  test('a step is chosen from the text, a user task is added after it, and the process is published', async () => {
    await designer.open('/processes');
    await pressUntil('Tab', () => document.activeElement?.textContent?.startsWith('Bewerken') === true);
    await page.keyboard.press('Enter');
    await checked();
    await pressUntil('Tab', () => document.activeElement?.getAttribute('role') === 'tab');
    await page.keyboard.press('ArrowRight');
    await tab('Stappen').and(page.locator('[aria-selected=true]')).waitFor();
    await pressUntil(
      'Tab',
      () => document.activeElement?.textContent?.startsWith('Verzoek klaarzetten') === true,
    );
    await page.keyboard.press('Enter');
    await panelHeader().getByText('Verzoek klaarzetten').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-current'))).toBe('true');
    await pressUntil('Shift+Tab', () => document.activeElement?.matches('.modeller__drawing svg') === true);
    await page.keyboard.press('a');
    await page.locator('.djs-popup input').waitFor();
    await page.keyboard.type('Gebruikerstaak');
    await page.locator('.djs-popup .entry', { hasText: 'Gebruikerstaak' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Verzoek nalezen');
    await page.keyboard.press('Enter');
    await help()
      .getByRole('button', { name: /^Verzoek nalezen/ })
      .waitFor();
    await pressUntil('Shift+Tab', () => document.activeElement?.textContent === 'Publiceren…');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Iemand leest het verzoek na.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Versie 3 is gepubliceerd').waitFor();
    const sent = deployed()[0]!.xml;
    expect(sent).toContain('name="Verzoek nalezen"');
    // A new user task becomes an item in the inbox; the engine-managed kind could never be completed.
    expect(sent).not.toContain('zeebe:userTask');
    expect(designer.complaints).toEqual([]);
  });
});
