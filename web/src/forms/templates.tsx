import { Button, ErrorMessage, Field, FieldSet, Label } from '@amsterdam/design-system-react';
import {
  getUiOptions,
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  type FieldTemplateProps,
  type ObjectFieldTemplateProps,
  type RJSFSchema,
} from '@rjsf/utils';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDownIcon, ChevronUpIcon, CloseIcon, PlusIcon } from '../ui/icons.tsx';
import { errorId, hasHint, hintId } from './descriptions.ts';
import { presentationOf } from './presentation.ts';

/** The texts below a label: what to fill in, and a warning where sensitive data may come. */
function Hint({ id, schema, options }: { id: string; schema: RJSFSchema; options: Record<string, unknown> }) {
  const { t } = useTranslation('forms');
  if (!hasHint({ schema, options })) return null;
  const category = (schema as { 'x-data-category'?: string })['x-data-category'];
  const texts = [options['description'] ?? schema.description, options['help']].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return (
    <div className="app-hint" id={hintId(id)}>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {(category === 'special' || category === 'criminal') && (
        <p className="app-hint__category">{t(category)}</p>
      )}
    </div>
  );
}

function Errors({ id, messages }: { id: string; messages: string[] | undefined }) {
  const { t } = useTranslation('forms');
  if (!messages || messages.length === 0) return null;
  return (
    <ErrorMessage id={errorId(id)} prefix={t('error').replace(/: $/, '')}>
      {messages.join(' ')}
    </ErrorMessage>
  );
}

function Legend({ label, required }: { label: string; required: boolean | undefined }): ReactNode {
  const { t } = useTranslation('forms');
  return (
    <>
      {label}
      {!required && <span className="app-optional"> ({t('optional')})</span>}
    </>
  );
}

const isListItem = (path: (string | number)[]): boolean => typeof path.at(-1) === 'number';

/** One field: label, hint, error and control; a group of choices gets a fieldset. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, children, rawErrors, hidden, required, schema, uiSchema, fieldPathId } = props;
  const options = getUiOptions(uiSchema) as Record<string, unknown>;
  const shownAs = presentationOf(schema, uiSchema);
  const invalid = rawErrors !== undefined && rawErrors.length > 0;
  if (hidden) return <div hidden>{children}</div>;
  // Objects and lists draw their own frame; see below.
  if (shownAs === 'object' || shownAs === 'list') return children;
  // The list names its items.
  const named =
    isListItem(fieldPathId.path) && schema.title === undefined ? label.replace(/-(\d+)$/, ' $1') : label;

  if (shownAs === 'radios' || shownAs === 'checkboxes') {
    const described = [hasHint({ schema, options }) && hintId(id), invalid && errorId(id)]
      .filter(Boolean)
      .join(' ');
    return (
      <FieldSet
        aria-describedby={described || undefined}
        className="app-field"
        inFieldSet
        invalid={invalid}
        // The design system types the legend as a string, but renders any node.
        legend={(<Legend label={named} required={required} />) as unknown as string}
        role={shownAs === 'radios' ? 'radiogroup' : undefined}
        {...(shownAs === 'radios' ? { 'aria-required': required === true } : {})}
      >
        <Hint id={id} schema={schema} options={options} />
        <Errors id={id} messages={rawErrors} />
        {children}
      </FieldSet>
    );
  }
  return (
    <Field className="app-field" invalid={invalid}>
      {shownAs === 'control' && (
        <Label htmlFor={id} inFieldSet>
          <Legend label={named} required={required} />
        </Label>
      )}
      <Hint id={id} schema={schema} options={options} />
      <Errors id={id} messages={rawErrors} />
      {children}
    </Field>
  );
}

/** A group of fields. The form itself and the items of a list bring no frame of their own. */
export function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { fieldPathId, properties, required, schema, title, uiSchema } = props;
  const options = getUiOptions(uiSchema) as Record<string, unknown>;
  const depth = fieldPathId.path.length;
  const fields = properties.filter(({ hidden }) => !hidden).map(({ content }) => content);
  if (depth === 0) return <div className="app-fields">{fields}</div>;
  if (isListItem(fieldPathId.path)) return <div className="app-fields app-fields--nested">{fields}</div>;
  return (
    <FieldSet
      className={`app-group app-group--${Math.min(depth, 2)}`}
      id={fieldPathId.$id}
      legend={(<Legend label={title} required={required} />) as unknown as string}
      tabIndex={-1}
    >
      <Hint id={fieldPathId.$id} schema={schema} options={options} />
      <div className="app-fields app-fields--nested">{fields}</div>
    </FieldSet>
  );
}

/** A list that grows: after adding, the first field of the new item gets the focus; after removing, the add button. */
export function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { canAdd, disabled, fieldPathId, items, onAddClick, readonly, required, schema, title, uiSchema } =
    props;
  const { t } = useTranslation('forms');
  const options = getUiOptions(uiSchema) as Record<string, unknown>;
  const id = fieldPathId.$id;
  const list = useRef<HTMLOListElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const previous = useRef(items.length);
  const added = useRef(false);
  const itemTitle = (schema.items as RJSFSchema | undefined)?.title ?? title;
  const invalid = props.rawErrors !== undefined && props.rawErrors.length > 0;

  useEffect(() => {
    if (items.length > previous.current && added.current) {
      list.current
        ?.querySelector(':scope > li:last-child')
        ?.querySelector<HTMLElement>('input, select, textarea')
        ?.focus();
    } else if (items.length < previous.current) {
      addButton.current?.focus();
    }
    added.current = false;
    previous.current = items.length;
  }, [items.length]);

  return (
    <FieldSet
      aria-describedby={
        [hasHint({ schema, options }) && hintId(id), invalid && errorId(id)].filter(Boolean).join(' ') ||
        undefined
      }
      className="app-group app-group--list"
      invalid={invalid}
      legend={(<Legend label={title} required={required} />) as unknown as string}
    >
      <Hint id={id} schema={schema} options={options} />
      <Errors id={id} messages={props.rawErrors} />
      {items.length === 0 ? (
        <p className="app-muted">{t('list.empty')}</p>
      ) : (
        <ol className="app-list" ref={list}>
          {items}
        </ol>
      )}
      {canAdd && !readonly && (
        <div>
          <Button
            disabled={disabled}
            icon={PlusIcon}
            iconBefore
            id={id}
            onClick={(event) => {
              added.current = true;
              onAddClick(event);
            }}
            ref={addButton}
            type="button"
            variant="secondary"
          >
            {t('list.add', { title: itemTitle.toLocaleLowerCase() })}
          </Button>
        </div>
      )}
    </FieldSet>
  );
}

/** One item of a list, with its number in the name of every button. */
export function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps) {
  const { buttonsProps, children, disabled, hasToolbar, index, parentUiSchema, readonly, schema } = props;
  const { t } = useTranslation('forms');
  const title = `${schema.title ?? getUiOptions(parentUiSchema).title ?? ''} ${index + 1}`.trim();
  const orderable = getUiOptions(parentUiSchema).orderable === true;
  const group = schema.type === 'object';

  return (
    <li className={group ? 'app-list__item app-list__item--group' : 'app-list__item'}>
      <div aria-label={group ? title : undefined} role={group ? 'group' : undefined}>
        {group && (
          <p className="app-list__title" aria-hidden="true">
            {title}
          </p>
        )}
        {children}
      </div>
      {hasToolbar && !readonly && (
        <div className="app-list__buttons">
          {orderable && buttonsProps.hasMoveUp && (
            <Button
              disabled={disabled}
              icon={ChevronUpIcon}
              iconOnly
              onClick={buttonsProps.onMoveUpItem}
              type="button"
              variant="tertiary"
            >
              {t('list.up', { title })}
            </Button>
          )}
          {orderable && buttonsProps.hasMoveDown && (
            <Button
              disabled={disabled}
              icon={ChevronDownIcon}
              iconOnly
              onClick={buttonsProps.onMoveDownItem}
              type="button"
              variant="tertiary"
            >
              {t('list.down', { title })}
            </Button>
          )}
          {buttonsProps.hasRemove && (
            <Button
              disabled={disabled}
              icon={CloseIcon}
              iconBefore
              onClick={buttonsProps.onRemoveItem}
              type="button"
              variant="tertiary"
            >
              {t('list.remove', { title: title.toLocaleLowerCase() })}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
