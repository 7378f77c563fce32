import { Alert, LinkList } from '@amsterdam/design-system-react';
// Not from the package's index: that also exports test tools, which need a validator that generates code.
import RjsfForm from '@rjsf/core/lib/components/Form.js';
import {
  ErrorSchemaBuilder,
  TranslatableString,
  englishStringTranslator,
  type RJSFSchema,
  type RegistryWidgetsType,
  type UiSchema,
} from '@rjsf/utils';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../../src/contract/http.ts';
import type { FieldProblem } from '../client/problem-error.ts';
import { fieldTitle } from './field-title.ts';
import { messageFor } from './messages.ts';
import { presentationOf } from './presentation.ts';
import { inReadingOrder, uiSchemaAt } from './reading-order.ts';
import { createRjsfValidator } from './rjsf-validator.ts';
import { schemaAt } from './schema-at.ts';
import {
  ArrayFieldItemTemplate,
  ArrayFieldTemplate,
  FieldTemplate,
  ObjectFieldTemplate,
} from './templates.tsx';
import { validateData } from './validate-data.ts';
import {
  BaseInputTemplate,
  CheckboxWidget,
  CheckboxesWidget,
  RadioWidget,
  SelectWidget,
  TextareaWidget,
} from './widgets.tsx';
import './forms.css';

export type FormData = Record<string, unknown>;

interface SchemaFormProps {
  form: Form;
  data: FormData;
  onChange: (data: FormData) => void;
  /** Called with data that the schema accepts; answers of branches that are no longer shown are left out. */
  onSubmit: (data: FormData) => void;
  /** What the API found wrong with the last submission. */
  serverProblems?: FieldProblem[];
  readonly?: boolean;
  /** Buttons below the form, the submit button among them. */
  children: ReactNode;
}

const validator = createRjsfValidator();
const templates = {
  ArrayFieldItemTemplate,
  ArrayFieldTemplate,
  BaseInputTemplate,
  FieldTemplate,
  ObjectFieldTemplate,
};
const widgets: RegistryWidgetsType = {
  CheckboxWidget,
  CheckboxesWidget,
  RadioWidget,
  SelectWidget,
  TextareaWidget,
};

/** rjsf's id of the control of a value. */
const controlId = (path: (string | number)[]): string => ['root', ...path].join('_');

function focusControl(path: (string | number)[]): void {
  const control = document.getElementById(controlId(path));
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

/**
 * A form made from a JSON Schema: the same schema as the API checks with. Mistakes are told at submission, in a list on
 * top that gets the focus and leads to the fields; from then on they are checked again with every change.
 */
export function SchemaForm(props: SchemaFormProps) {
  const { form, data, onChange, onSubmit, serverProblems, readonly = false, children } = props;
  const { t } = useTranslation('forms');
  const [attempt, setAttempt] = useState(0);
  const [fromServer, setFromServer] = useState<FieldProblem[]>([]);
  const [seenServerProblems, setSeenServerProblems] = useState(serverProblems);
  const summary = useRef<HTMLDivElement>(null);
  const schema = form.schema;

  if (serverProblems !== seenServerProblems) {
    setSeenServerProblems(serverProblems);
    setFromServer(serverProblems ?? []);
    if (serverProblems && serverProblems.length > 0) setAttempt(attempt + 1);
  }

  const problems = useMemo<FieldProblem[]>(() => {
    if (attempt === 0) return [];
    const own = validateData(schema, data).map((problem) => {
      const node = schemaAt(schema, problem.path);
      const shownAs = node
        ? presentationOf(node as RJSFSchema, uiSchemaAt(form.uiSchema as UiSchema, problem.path))
        : 'control';
      return { path: problem.path, message: messageFor(problem, shownAs, t) };
    });
    const known = new Set(own.map(({ path }) => controlId(path)));
    const others = fromServer.filter(({ path }) => !known.has(controlId(path)));
    return inReadingOrder(schema, form.uiSchema as UiSchema, [...own, ...others]);
  }, [attempt, data, form.uiSchema, fromServer, schema, t]);

  const extraErrors = useMemo(() => {
    const builder = new ErrorSchemaBuilder();
    for (const { path, message } of problems) builder.addErrors(message, path);
    return builder.ErrorSchema;
  }, [problems]);

  // Only a new attempt moves the focus; while mistakes are being corrected the list just shrinks.
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);

  useEffect(() => {
    if (problems.length === 0) return undefined;
    const title = document.title;
    document.title = t('titleCount', { count: problems.length, title });
    return () => {
      document.title = title;
    };
  }, [problems.length, t]);

  return (
    <div className="app-form">
      {problems.length > 0 && (
        <Alert
          className="app-form__summary"
          heading={t('summary', { count: problems.length })}
          headingLevel={2}
          ref={summary}
          severity="error"
          tabIndex={-1}
        >
          <LinkList>
            {problems.map(({ path, message }) => (
              <LinkList.Link
                href={`#${controlId(path)}`}
                key={controlId(path)}
                onClick={(event) => {
                  event.preventDefault();
                  focusControl(path);
                }}
              >
                {`${fieldTitle(schema, path)}: ${message}`}
              </LinkList.Link>
            ))}
          </LinkList>
        </Alert>
      )}
      <RjsfForm<FormData>
        experimental_defaultFormStateBehavior={{
          constAsDefaults: 'never',
          emptyObjectFields: 'populateRequiredDefaults',
        }}
        extraErrors={extraErrors}
        formData={data}
        noHtml5Validate
        noValidate
        omitExtraData
        onChange={({ formData }) => {
          setFromServer([]);
          onChange(formData ?? {});
        }}
        onSubmit={({ formData }) => {
          const answers = formData ?? {};
          if (validateData(schema, answers).length === 0) onSubmit(answers);
          else {
            setFromServer([]);
            setAttempt((count) => count + 1);
          }
        }}
        readonly={readonly}
        schema={schema}
        showErrorList={false}
        templates={templates}
        translateString={(text, parameters) => {
          if (text === TranslatableString.YesLabel) return t('yes');
          if (text === TranslatableString.NoLabel) return t('no');
          return englishStringTranslator(text, parameters);
        }}
        uiSchema={form.uiSchema as UiSchema}
        validator={validator}
        widgets={widgets}
      >
        <div className="app-form__end">{children}</div>
      </RjsfForm>
    </div>
  );
}
