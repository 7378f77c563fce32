import { Checkbox, DateInput, Radio, Select, TextArea, TextInput } from '@amsterdam/design-system-react';
import {
  enumOptionsDeselectValue,
  enumOptionsSelectValue,
  getInputProps,
  type BaseInputTemplateProps,
  type WidgetProps,
} from '@rjsf/utils';
import { useTranslation } from 'react-i18next';
import { describedBy } from './descriptions.ts';
import { presentationOf } from './presentation.ts';

const isInvalid = ({ rawErrors }: Pick<WidgetProps, 'rawErrors'>): boolean =>
  rawErrors !== undefined && rawErrors.length > 0;

/** The first choice carries the field's own id, so that a link to the field finds something that takes focus. */
const choiceId = (id: string, index: number): string => (index === 0 ? id : `${id}-${index}`);

/** Text, number and date. */
export function BaseInputTemplate(props: BaseInputTemplateProps) {
  const { disabled, id, onBlur, onChange, options, readonly, required, schema } = props;
  const value = props.value as string | number | undefined;
  const input = getInputProps(schema, props.type as string | undefined, options);
  const shared = {
    'aria-describedby': describedBy(props),
    'aria-required': required === true,
    disabled,
    id,
    invalid: isInvalid(props),
    name: id,
    onBlur: () => onBlur(id, value),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange(event.target.value === '' ? options.emptyValue : event.target.value),
    readOnly: readonly,
    value: value ?? '',
  };
  if (input.type === 'date') return <DateInput {...shared} className="app-input--date" max="9999-12-31" />;
  if (input.type === 'number' || input.type === 'integer') {
    return (
      <TextInput
        {...shared}
        className="app-input--number"
        inputMode={schema.type === 'integer' ? 'numeric' : 'decimal'}
      />
    );
  }
  return <TextInput {...shared} type={input.type === 'email' ? 'email' : 'text'} />;
}

/** From this share of the most characters allowed the number left is shown. */
const showCountFrom = 0.8;

export function TextareaWidget(props: WidgetProps) {
  const { disabled, id, onBlur, onChange, options, readonly, required, schema } = props;
  const { t } = useTranslation('forms');
  const value = (props.value as string | undefined) ?? '';
  const limit = schema.maxLength;
  return (
    <>
      <TextArea
        aria-describedby={describedBy(props)}
        aria-required={required === true}
        className="app-textarea"
        disabled={disabled}
        id={id}
        invalid={isInvalid(props)}
        name={id}
        onBlur={() => onBlur(id, value)}
        onChange={(event) => onChange(event.target.value === '' ? options.emptyValue : event.target.value)}
        readOnly={readonly}
        rows={typeof options.rows === 'number' ? options.rows : 4}
        value={value}
      />
      {limit !== undefined && value.length >= limit * showCountFrom && (
        <p className="app-small app-muted">{t('characters', { count: value.length, limit })}</p>
      )}
    </>
  );
}

/** Few short answers stand in a row, more of them in columns, long ones below each other. */
function choiceLayout(labels: string[]): string {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  if (labels.length <= 4 && longest <= 22) return 'app-choices--inline';
  return longest <= 30 ? 'app-choices--columns' : '';
}

export function RadioWidget(props: WidgetProps) {
  const { disabled, id, onBlur, onChange, options, readonly } = props;
  const value = props.value as unknown;
  const choices = options.enumOptions ?? [];
  return (
    <div className={`app-choices ${choiceLayout(choices.map(({ label }) => label))}`}>
      {choices.map((choice, index) => (
        <Radio
          aria-describedby={describedBy({ ...props, schema: {}, options: {} })}
          checked={choice.value === value}
          disabled={disabled || readonly}
          id={choiceId(id, index)}
          invalid={isInvalid(props)}
          key={String(choice.value)}
          name={id}
          onBlur={() => onBlur(id, value)}
          onChange={() => onChange(choice.value)}
          value={String(choice.value)}
        >
          {choice.label}
        </Radio>
      ))}
    </div>
  );
}

export function CheckboxesWidget(props: WidgetProps) {
  const { disabled, id, onChange, options, readonly } = props;
  const choices = options.enumOptions ?? [];
  const selected: unknown[] = Array.isArray(props.value) ? props.value : [];
  return (
    <div className="app-choices">
      {choices.map((choice, index) => (
        <Checkbox
          checked={selected.includes(choice.value)}
          disabled={disabled || readonly}
          id={choiceId(id, index)}
          invalid={isInvalid(props)}
          key={String(choice.value)}
          name={id}
          onChange={(event) =>
            onChange(
              event.target.checked
                ? enumOptionsSelectValue(index, selected as never[], choices)
                : enumOptionsDeselectValue(index, selected as never[], choices),
            )
          }
        >
          {choice.label}
        </Checkbox>
      ))}
    </div>
  );
}

/** A yes-or-no question is two radio buttons, so that "no" is an answer too, unless the form asks for one box. */
export function CheckboxWidget(props: WidgetProps) {
  const { disabled, id, label, onChange, readonly, schema, uiSchema } = props;
  if (presentationOf(schema, uiSchema) === 'radios') return <RadioWidget {...props} />;
  return (
    <Checkbox
      aria-describedby={describedBy(props)}
      checked={props.value === true}
      disabled={disabled || readonly}
      id={id}
      invalid={isInvalid(props)}
      name={id}
      onChange={(event) => onChange(event.target.checked)}
    >
      {label}
    </Checkbox>
  );
}

export function SelectWidget(props: WidgetProps) {
  const { disabled, id, multiple, onBlur, onChange, options, readonly, required, schema, uiSchema } = props;
  const value = props.value as unknown;
  const { t } = useTranslation('forms');
  if (multiple) return <CheckboxesWidget {...props} />;
  if (presentationOf(schema, uiSchema) === 'radios') return <RadioWidget {...props} />;
  const choices = options.enumOptions ?? [];
  return (
    <Select
      aria-describedby={describedBy(props)}
      aria-required={required === true}
      disabled={disabled || readonly}
      id={id}
      invalid={isInvalid(props)}
      name={id}
      onBlur={() => onBlur(id, value)}
      onChange={(event) => {
        const index = event.target.selectedIndex - 1;
        onChange(index < 0 ? options.emptyValue : choices[index]?.value);
      }}
      value={choices.findIndex((choice) => choice.value === value)}
    >
      <Select.Option value={-1}>{t('choose')}</Select.Option>
      {choices.map((choice, index) => (
        <Select.Option key={String(choice.value)} value={index}>
          {choice.label}
        </Select.Option>
      ))}
    </Select>
  );
}
