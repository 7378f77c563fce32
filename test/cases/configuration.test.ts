import { cpSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  activeInstrument,
  ConfigurationError,
  loadConfiguration,
  noRatings,
  termKeyOf,
} from '../../src/cases/configuration.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  cpSync('config', directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const read = <T>(file: string): T => JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;
const write = (file: string, content: unknown): void => {
  writeFileSync(join(directory, file), JSON.stringify(content));
};

function problems(): readonly string[] {
  try {
    loadConfiguration(directory);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('the shipped configuration', () => {
  const configuration = loadConfiguration('config');

  test('is valid and names no schema as a setting', () => {
    expect(Object.keys(configuration.terms)).not.toContain('$schema');
    expect(configuration.timeZone).toBe('Europe/Amsterdam');
  });

  test('says of every term where the number comes from', () => {
    for (const { source } of Object.values(configuration.terms)) {
      expect(source).toMatch(/^(Lokaal beleid \(instelbaar\)|Jaarlijkse toets, voorgesteld|AVG artikel \d+)/);
    }
  });

  test('has a demo attendee of every kind of partner and someone of each other role', () => {
    const kinds = new Map(configuration.partners.map(({ partnerId, kind }) => [partnerId, kind]));
    const attending = configuration.demo.users
      .filter(({ roles }) => roles.includes('attendee'))
      .map(({ partnerId }) => kinds.get(partnerId));
    expect(new Set(attending)).toEqual(new Set(kinds.values()));
    for (const role of [
      'chair',
      'lawfulness-reviewer',
      'process-designer',
      'manager',
      'administrator',
    ] as const) {
      expect(configuration.demo.users.filter(({ roles }) => roles.includes(role))).not.toEqual([]);
    }
  });

  test('has an instrument with risk and protective domains, clearly marked as an example', () => {
    const instrument = activeInstrument(configuration);
    expect(instrument?.name).toContain('oefenen');
    const types = instrument?.domains.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['risk', 'protective']));
  });
});

describe('a broken configuration', () => {
  test('is refused when a consultation does not exist or has no safety house', () => {
    const municipalities = read<Record<string, unknown>[]>('municipalities.json');
    municipalities[0]!['consultation'] = { kind: 'region', regionId: 'nergens' };
    write('municipalities.json', municipalities);
    const regions = read<Record<string, unknown>[]>('regions.json');
    write('regions.json', [
      { ...regions[0], safetyHousePartnerId: 'politie-voorbeeldland' },
      {
        ...regions[0],
        regionId: 'waterwoude',
        invited: [{ partnerId: 'niemand', reason: 'Zomaar iemand.' }],
      },
    ]);
    const demo = read<{ users: Record<string, unknown>[] }>('demo.json');
    demo.users[0]!['designations'] = ['elders'];
    write('demo.json', demo);
    expect(problems()).toEqual([
      'regions.json: regionId "waterwoude" occurs more than once or is also a municipalityId',
      'regions.json: "waterwoude" invites unknown partner "niemand"',
      'municipalities.json: "voorbeeldstad" names unknown region "nergens"',
      'regions.json: "voorbeeldland" names "politie-voorbeeldland", which is no partner of kind safety-house',
      'demo.json: "usr-demo-gemeente" is designated for unknown municipality or region "elders"',
    ]);
  });

  test('is refused with every problem, its file and its place', () => {
    write('terms.json', { plan: { workingDays: 0, remindBeforeWorkingDays: 0, source: 'x' } });
    write('partners.json', [{ partnerId: 'Met Hoofdletter', name: 'x', kind: 'school' }]);
    unlinkSync(join(directory, 'retention.json'));
    expect(problems()).toEqual(
      expect.arrayContaining([
        'terms.json at /plan/workingDays: must be >= 1',
        expect.stringMatching(/^partners\.json at \/0\/partnerId: must match pattern/),
        expect.stringMatching(
          /^partners\.json at \/0\/kind: must be equal to one of the allowed values \(municipality, /,
        ),
        expect.stringMatching(/^retention\.json: cannot be read as JSON/),
      ]),
    );
  });

  test('is refused when a calendar term would remind before it begins', () => {
    write('terms.json', { breach: { period: 'PT72H', remindBefore: 'P3D', source: 'x' } });
    expect(problems()).toContain('terms.json: "breach" must remind less time before the end than it lasts');
  });

  test('is refused when a setting is unknown', () => {
    write('default.json', { ...read<object>('default.json'), colour: 'blue' });
    expect(problems()).toEqual(['default.json: must NOT have additional properties ("colour")']);
  });

  test('is refused when a time zone does not exist', () => {
    write('default.json', { ...read<object>('default.json'), timeZone: 'Europe/Voorbeeldstad' });
    expect(problems()).toEqual(['default.json: "Europe/Voorbeeldstad" is no known time zone']);
  });

  test('is refused when a reminder would come before the step begins', () => {
    write('terms.json', { plan: { workingDays: 3, remindBeforeWorkingDays: 3, source: 'x' } });
    expect(problems()).toEqual([
      'terms.json: "plan" must remind fewer working days before the end than it has',
    ]);
  });

  test('is refused when a municipality names a partner of another kind', () => {
    const [first, ...others] = read<{ policePartnerId: string }[]>('municipalities.json');
    write('municipalities.json', [{ ...first, policePartnerId: 'zorg-voorbeeldland' }, ...others]);
    expect(problems()).toEqual([
      'municipalities.json: "voorbeeldstad" names "zorg-voorbeeldland", which is no partner of kind police',
    ]);
  });

  test('is refused when an id occurs twice', () => {
    const partners = read<object[]>('partners.json');
    write('partners.json', [...partners, partners[2]]);
    expect(problems()).toEqual(['partners.json: partnerId "politie-voorbeeldland" occurs more than once']);
  });

  test('is refused when a demo account could receive mail', () => {
    const demo = read<{ users: { email: string }[] }>('demo.json');
    demo.users[0]!.email = 'iemand@voorbeeld.nl';
    write('demo.json', demo);
    expect(problems()).toEqual([
      expect.stringMatching(/^demo\.json at \/users\/0\/email: must match pattern/),
    ]);
  });

  test('is refused when the active instrument does not exist', () => {
    write('default.json', {
      ...read<object>('default.json'),
      activeInstrument: { instrumentId: 'onbekend', version: '1' },
    });
    expect(problems()).toEqual([
      'default.json: activeInstrument: instruments/onbekend@1.json is missing; taxations that use it need it',
    ]);
  });

  test("is refused when an instrument uses one of the product's own ratings", () => {
    const file = 'instruments/voorbeeld-instrument@1.json';
    const instrument = read<{ scale: object[] }>(file);
    write(file, {
      ...instrument,
      scale: [...instrument.scale, { ratingId: noRatings[0]!.ratingId, label: 'x' }],
    });
    expect(problems()).toEqual([
      'instruments/voorbeeld-instrument@1.json: rating "unknown" occurs more than once or is one of the product\'s own',
    ]);
  });
});

test.each([
  ['plan', 'plan'],
  ['plan-approval', 'planApproval'],
  ['signal-quality-check', 'signalQualityCheck'],
])('the process knows term %s as %s', (termId, key) => {
  expect(termKeyOf(termId)).toBe(key);
});
