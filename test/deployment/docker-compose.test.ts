import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

interface Service {
  image?: string;
  profiles?: string[];
  healthcheck?: { test: string[] };
  environment?: Record<string, string>;
  secrets?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { environment: string }>;
}

const text = readFileSync(join(process.cwd(), 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose & Record<string, unknown>;
const example = readFileSync(join(process.cwd(), '.env.example'), 'utf8');
const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8');

/** The Compose specification's own schema, as dclint ships it. */
const { $schema: _dialect, ...composeSpecification } = JSON.parse(
  readFileSync(join(process.cwd(), 'node_modules/dclint/schemas/compose.schema.json'), 'utf8'),
) as Record<string, unknown>;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(composeSpecification);

describe('docker-compose.yml', () => {
  test('follows the Compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  test('refuses a service with a property that Compose does not know', () => {
    expect(validate({ services: { app: { imagee: 'x' } } })).toBe(false);
  });

  test('every variable and secret that it uses is documented in .env.example', () => {
    const used = [...text.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1] as string);
    used.push(...Object.values(compose.secrets).map((secret) => secret.environment));
    const documented = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]));
    expect(used.length).toBeGreaterThan(5);
    expect([...new Set(used)].filter((name) => !documented.has(name))).toEqual([]);
  });

  test('.env.example documents no variable that nothing uses', () => {
    const documented = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] as string);
    expect(documented.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  test('every service that others wait for has a health check', () => {
    const awaited = Object.values(compose.services).flatMap((service) =>
      Object.keys(service.depends_on ?? {}),
    );
    expect(awaited).toContain('mongodb');
    for (const name of awaited)
      expect([name, compose.services[name]?.healthcheck]).not.toEqual([name, undefined]);
  });

  test('holds no secret, and publishes no port but that of the application on loopback', () => {
    expect(Object.entries(compose.services).flatMap(([name, s]) => (s.ports ? [name] : []))).toEqual(['app']);
    expect(compose.services['app']?.ports).toEqual(['${APP_BIND:-127.0.0.1:8080}:8080']);
    expect(text).not.toMatch(/PASSWORD: |SECRET: /);
  });

  test('the cluster profile has three brokers that name each other', () => {
    const brokers = Object.entries(compose.services).filter(([, s]) => s.profiles?.includes('cluster'));
    expect(brokers.map(([name]) => name)).toEqual(['zeebe-0', 'zeebe-1', 'zeebe-2']);
    expect(brokers.map(([, s]) => s.environment?.['ZEEBE_BROKER_CLUSTER_NODEID'])).toEqual(['0', '1', '2']);
    for (const [, broker] of brokers) {
      expect(broker.environment?.['ZEEBE_BROKER_CLUSTER_INITIALCONTACTPOINTS']).toBe(
        'zeebe-0:26502,zeebe-1:26502,zeebe-2:26502',
      );
    }
  });

  test('the README tells of the licence choice for the Zeebe image', () => {
    expect(readme).toMatch(/ZEEBE_IMAGE/);
    expect(readme).toMatch(/licen[cs]e/i);
  });
});
