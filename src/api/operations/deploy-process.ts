import { DeployProcessSchema, ProcessVersionSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';

export const deployProcess = operation({
  operationId: 'deployProcess',
  method: 'post',
  path: '/process-definitions',
  summary: 'Een nieuwe versie van een proces in gebruik nemen',
  description:
    'Lopende casussen houden de versie waarmee zij begonnen. Wat de procesmotor weigert staat per element in errors. Dezelfde tekst als de laatste versie verandert niets (200).',
  personalData: 'none',
  action: 'process-definition.deploy',
  body: DeployProcessSchema,
  // XML of 2 million characters, escaped in JSON.
  bodyLimit: 3_000_000,
  replies: { 200: ProcessVersionSchema, 201: ProcessVersionSchema },
  refusals: ['deployment-refused', 'process-definition-changed', 'engine-unavailable'],
  async handle({ services, user, body }) {
    const { version, created } = await services.processDefinitions.deploy({ ...body, user });
    return { status: created ? 201 : 200, body: version };
  },
});
