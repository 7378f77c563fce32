import { PersonSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';
import { personOf } from '../person.ts';

export const readMe = operation({
  operationId: 'readMe',
  method: 'get',
  path: '/me',
  summary: 'Wie aangemeld is',
  personalData: 'none',
  replies: { 200: PersonSchema },
  async handle({ services, user }) {
    return { status: 200, body: personOf(services.configuration, user) };
  },
});
