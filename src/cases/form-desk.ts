import { productError } from '../lib/errors.ts';
import type { CaseAccess } from './access.ts';
import type { CaseFile, FormData, Submission } from './case-file.ts';
import {
  activeInstrument,
  instrumentOf,
  mayAssess,
  organisationNames,
  type Configuration,
  type Instrument,
} from './configuration.ts';
import { invitationsOf } from './consultations.ts';
import {
  activeFormData,
  expandForm,
  processVariablesOf,
  validateForm,
  type ExpandedForm,
  type FormCase,
  type Forms,
  type FormVariables,
} from './forms/index.ts';
import { knownPersonsOf } from './impersonal/known-persons.ts';
import { initialDataOf } from './initial-data.ts';
import type { InboxItem } from './inbox-item.ts';
import { dayOf } from './local-day.ts';
import { participatingPartnerIds } from './participants.ts';
import { mayWorkOn, type People, type User } from './people.ts';
import { readableSubmission, readerOf } from './sections.ts';
import type { Clock } from '../lib/clock.ts';
import { informationOf, ownInformation } from './person/own-information.ts';
import { askedParts, everAskedParts } from './transfer/focus.ts';
import { adoptedPlan, unfinishedActions } from './plan.ts';
import { currentTaxation, taxationOf } from './risk-taxation.ts';
import type { Form } from '../contract/http.ts';

/** A form ready to be filled in: choices from the case are in it. */
export interface ReadyForm {
  readonly form: ExpandedForm;
  readonly initialData: FormData | undefined;
}

/** Data that passed the form, and what of it the process may know. */
export interface CheckedData {
  readonly data: FormData;
  readonly variables: FormVariables;
}

/** Forms in the context of a case. */
export interface FormDesk {
  /**
   * @param choices what of the case depends on who fills it in
   * @throws ProductError `not-found` when the process names a form that does not exist
   */
  forItem(
    user: User,
    item: InboxItem,
    caseFile: CaseFile,
    choices: Pick<FormCase, 'possibleMatches'>,
    language?: 'nl' | 'en',
  ): Promise<
    ReadyForm & {
      readonly attendees: readonly User[];
      /** Who of them may assess with the instrument today. */
      readonly assessorIds: readonly string[];
      readonly instrument: Instrument;
    }
  >;
  /**
   * Every form that occurs in a case, in Dutch, for showing what was filled in; a submission of a taxation is shown with the
   * instrument of that taxation.
   */
  forShowing(
    caseFile: CaseFile,
  ): Promise<(formId: string, submissionId?: string) => ExpandedForm | undefined>;
  /** A form that belongs to no case; offers only municipalities for which the user is designated. */
  standAlone(formId: string, user: User, language?: 'nl' | 'en'): ExpandedForm;
  /** A form of a case that no step asks, its choices filled in from the case; municipalities are the others. */
  ofCase(formId: string, caseFile: CaseFile, language?: 'nl' | 'en'): Promise<ExpandedForm>;
  /** The data without what was filled in for another choice than the one finally made. */
  relevantData(form: ExpandedForm, data: FormData): FormData;
  /**
   * Validates the relevant data.
   *
   * @param about the case, once it is known: texts that leave it may not name its people
   * @throws ProductError `invalid-form` with a pointer per field
   */
  check(form: ExpandedForm, data: FormData, about?: CaseFile): CheckedData;
}

/**
 * @param dependencies.access asked before anything from the case is filled in beforehand
 */
export function createFormDesk(dependencies: {
  readonly forms: Forms;
  readonly configuration: Configuration;
  readonly people: People;
  readonly access: CaseAccess;
  readonly clock: Clock;
}): FormDesk {
  const { forms, configuration, people, access, clock } = dependencies;

  const { timeZone } = configuration;
  const names = organisationNames(configuration);
  const partnerName = (partnerId: string): string => names.get(partnerId) ?? partnerId;

  const definition = (formId: string) => {
    const form = forms.get(formId);
    if (form === undefined) throw productError('not-found', { what: `Formulier ${formId}` });
    return form;
  };

  const attendeesOf = async (caseFile: CaseFile): Promise<readonly User[]> =>
    (await Promise.all(participatingPartnerIds(caseFile).map((partnerId) => people.byPartner(partnerId))))
      .flat()
      .filter(({ roles }) => roles.includes('attendee'));

  /** A taxation that began keeps its instrument; what begins now uses the active one. */
  const usedFor = (formId: string, caseFile: CaseFile): Instrument => {
    const begins = formId === 'appoint-assessors' || formId === 'final-taxation';
    const pinned = begins ? undefined : currentTaxation(caseFile)?.instrument;
    return pinned === undefined ? activeInstrument(configuration) : instrumentOf(configuration, pinned);
  };

  const showing: FormDesk['forShowing'] = async (caseFile) => {
    const attendees = await attendeesOf(caseFile);
    const expanded = new Map<string, ExpandedForm>();
    return (formId, submissionId) => {
      const pinned = taxationOf(caseFile, submissionId)?.instrument ?? configuration.activeInstrument;
      const key = `${formId} ${pinned.instrumentId} ${pinned.version}`;
      const known = expanded.get(key);
      const form = forms.get(formId);
      if (known !== undefined || form === undefined) return known;
      const made = expandForm(form, {
        configuration,
        caseFile: {
          ...everythingIn(caseFile, timeZone),
          information: informationOf(caseFile, partnerName, timeZone),
        },
        people: attendees,
        instrument: instrumentOf(configuration, pinned),
      });
      expanded.set(key, made);
      return made;
    };
  };

  return {
    async forItem(user, item, caseFile, choices, language = 'nl') {
      const attendees = (await attendeesOf(caseFile)).filter((person) => mayWorkOn(person, caseFile));
      const instrument = usedFor(item.formId, caseFile);
      const today = dayOf(clock.now(), configuration.timeZone);
      const taken: FormCase = {
        ...formCaseOf(caseFile, {
          'transfer-parts': askedParts(caseFile, item.refs, timeZone),
          ...ownInformation(caseFile, item.refs, user.partnerId, timeZone),
        }),
        ...choices,
        information: informationOf(caseFile, partnerName, timeZone),
      };
      // Somebody may have a step in a case in which their organisation does not take part: no content for them.
      const given = access.readCourse(user, caseFile).allowed
        ? taken
        : {
            ...taken,
            goals: [],
            informationRequests: [],
            each: { ...taken.each, 'exit-criteria': [], 'unfinished-actions': [] },
          };
      const assessorIds = attendees
        .filter(({ userId }) => mayAssess(configuration, instrument, userId, today))
        .map(({ userId }) => userId);
      const form = expandForm(definition(item.formId), {
        configuration,
        caseFile: given,
        people: attendees,
        assessorIds,
        instrument,
        language,
      });
      const reader = readerOf(user, caseFile, access);
      const sources = { formOf: await showing(caseFile), categories: configuration.fieldAccess.categories };
      const readable = (submission: Submission): FormData | undefined =>
        readableSubmission(submission, reader, sources);
      const invitations = invitationsOf(caseFile.municipalityId, configuration);
      return {
        form,
        initialData: initialDataOf(item, caseFile, readable, invitations),
        attendees,
        assessorIds,
        instrument,
      };
    },

    forShowing: showing,

    standAlone(formId, user, language = 'nl') {
      const municipalities = configuration.municipalities.filter(({ municipalityId }) =>
        user.municipalityIds.includes(municipalityId),
      );
      return expandForm(definition(formId), {
        configuration: { ...configuration, municipalities },
        language,
      });
    },

    async ofCase(formId, caseFile, language = 'nl') {
      const caseForm = formCaseOf(caseFile);
      const attendees = (await attendeesOf(caseFile)).filter((person) => mayWorkOn(person, caseFile));
      const municipalities = configuration.municipalities.filter(
        ({ municipalityId }) => municipalityId !== caseFile.municipalityId,
      );
      return expandForm(definition(formId), {
        configuration: { ...configuration, municipalities },
        caseFile: caseForm,
        people: attendees,
        language,
      });
    },

    relevantData: activeFormData,

    check(form, given, about) {
      const data = activeFormData(form, given);
      const errors = validateForm(form, data, about === undefined ? undefined : knownPersonsOf(about));
      if (errors.length > 0) throw productError('invalid-form', { formId: form.formId }, errors);
      return { data, variables: processVariablesOf(form, data) };
    },
  };
}

/**
 * What a form may take from a case: the plan that is carried out, or is being made.
 *
 * @param asked what the person at hand is asked about
 */
export function formCaseOf(caseFile: CaseFile, asked: Partial<FormCase['each']> = {}): FormCase {
  const plan = adoptedPlan(caseFile) ?? caseFile.planVersions.at(-1);
  return {
    partnerIds: participatingPartnerIds(caseFile),
    goals: plan?.goals ?? [],
    possibleMatches: caseFile.possibleMatches,
    informationRequests: caseFile.informationRequests.map(({ requestId, question }) => ({
      requestId,
      question: question ?? 'Alles wat u over deze casus mag delen',
    })),
    each: {
      'exit-criteria': (adoptedPlan(caseFile)?.exitCriteria ?? []).map(({ criterionId, text }) => ({
        id: criterionId,
        title: text,
      })),
      'unfinished-actions': unfinishedActions(caseFile).map(({ interventionId, description }) => ({
        id: interventionId,
        title: description,
      })),
      'transfer-parts': [],
      'own-signals': [],
      'own-information': [],
      ...asked,
    },
  };
}

/** What forms of this case ever took from it, to put names to what was chosen earlier. */
function everythingIn(caseFile: CaseFile, timeZone: string): FormCase {
  const { planVersions } = caseFile;
  return {
    ...formCaseOf(caseFile),
    goals: planVersions.flatMap(({ goals }) => goals),
    each: {
      'exit-criteria': planVersions.flatMap(({ exitCriteria = [] }) =>
        exitCriteria.map(({ criterionId, text }) => ({ id: criterionId, title: text })),
      ),
      'unfinished-actions': planVersions.flatMap(({ interventions }) =>
        interventions.map(({ interventionId, description }) => ({ id: interventionId, title: description })),
      ),
      'transfer-parts': everAskedParts(caseFile, timeZone),
      'own-signals': [],
      'own-information': [],
    },
  };
}

/** A form as the API sends it: a copy, that the answer may be changed without changing the form. */
export function sentForm({ formId, title, description, schema, uiSchema }: ExpandedForm): Form {
  return { formId, title, description, schema: { ...schema }, uiSchema: { ...uiSchema } };
}
