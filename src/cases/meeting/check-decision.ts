import { isDeepStrictEqual } from 'node:util';
import type { RecordInMeeting } from '../../contract/meeting.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import { readableData } from '../field-groups.ts';
import type { FormDesk } from '../form-desk.ts';
import { dayOf } from '../local-day.ts';
import type { People, User } from '../people.ts';
import type { MeetingAccess } from './access.ts';
import { attendeesOf } from './attendees.ts';
import type { MeetingDecision } from './model.ts';
import { meetingFormOf } from './records.ts';

type Data = RecordInMeeting['data'];

/** What a form for the record of a meeting may hold beyond its schema. */
export interface MeetingChecks {
  /**
   * @param supplierPartnerId who recorded it
   * @param before the decision that is corrected; its date may stay
   * @throws ProductError `invalid-form`
   */
  decision(
    caseFile: CaseFile,
    data: Data,
    supplierPartnerId: string,
    before?: Pick<MeetingDecision, 'dueOn'>,
  ): Promise<{ readonly data: Data } & Pick<MeetingDecision, 'ownerPartnerId' | 'dueOn'>>;
  /** Whether a person may read all of it. */
  readsAll(
    reader: User,
    caseFile: CaseFile,
    written: { readonly formId: string; readonly data: Data; readonly supplierPartnerId: string },
  ): Promise<boolean>;
}

export function createMeetingChecks(options: {
  readonly forms: FormDesk;
  readonly access: Pick<CaseAccess, 'readField'>;
  readonly people: Pick<People, 'byPartner'>;
  readonly meetingAccess: Pick<MeetingAccess, 'attendItem'>;
  readonly configuration: Pick<Configuration, 'municipalities' | 'regions' | 'timeZone' | 'fieldAccess'>;
  readonly clock: Clock;
}): MeetingChecks {
  const { forms, access, configuration, clock } = options;
  const formId = meetingFormOf.decision;

  const today = (): string => dayOf(clock.now(), configuration.timeZone);

  const refused = (pointer: string, message: string) =>
    productError('invalid-form', { formId }, [{ pointer, message }]);

  const readsAll: MeetingChecks['readsAll'] = async (reader, caseFile, written) => {
    const schema = (await forms.forShowing(caseFile))(written.formId)?.schema ?? {};
    const { data, supplierPartnerId } = written;
    const readable = readableData(
      schema,
      data,
      configuration.fieldAccess.categories,
      (groups) => access.readField(reader, caseFile, { groups, supplierPartnerId }).allowed,
    );
    return isDeepStrictEqual(readable, data);
  };

  /** Whoever gets the step must be able to read what it is about. */
  const mayCarryOut = async (
    caseFile: CaseFile,
    partnerId: string,
    data: Data,
    supplierPartnerId: string,
  ): Promise<boolean> => {
    const owners = (await attendeesOf(caseFile, options)).filter(
      (person) => person.partnerId === partnerId && person.roles.includes('attendee'),
    );
    const able = await Promise.all(
      owners.map((owner) => readsAll(owner, caseFile, { formId, data, supplierPartnerId })),
    );
    return able.includes(true);
  };

  return {
    readsAll,

    async decision(caseFile, given, supplierPartnerId, before) {
      const { data } = forms.check(await forms.ofCase(formId, caseFile), given);
      const { ownerPartnerId } = data;
      const dueOn = typeof data['dueOn'] === 'string' ? data['dueOn'] : null;
      if (typeof ownerPartnerId !== 'string') throw new TypeError(`Form ${formId} must ask ownerPartnerId.`);
      if (dueOn !== null && dueOn !== before?.dueOn && dueOn < today()) {
        throw refused('/dueOn', 'Kies een datum die nog niet voorbij is.');
      }
      if (!(await mayCarryOut(caseFile, ownerPartnerId, data, supplierPartnerId))) {
        throw refused(
          '/ownerPartnerId',
          'Deze organisatie mag dit soort gegevens niet lezen. Kies een ander, of schrijf het besluit zonder die gegevens.',
        );
      }
      return { data, ownerPartnerId, dueOn };
    },
  };
}
