import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Person } from '../../../src/contract/index.ts';
import { SignInForm } from './SignInForm.tsx';
import './sign-in.css';

/** Over a page whose session ended: sign in again and go on, with everything typed still there. */
export function SignInAgain({ user }: { user: Person }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState({ email: '', password: '' });

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);

  return (
    <dialog
      aria-labelledby="sign-in-again"
      className="ams-modal-dialog sign-in__dialog"
      onCancel={(event) => event.preventDefault()}
      ref={dialog}
    >
      <div className="app-stack">
        <Heading level={2} id="sign-in-again">
          {t('session.expiredTitle')}
        </Heading>
        <Paragraph>{t('session.expired')}</Paragraph>
        <SignInForm
          {...values}
          onChange={setValues}
          onSignedIn={(person) => {
            // Another person must not find what the first one was doing.
            if (person.userId !== user.userId) void navigate('/', { replace: true });
          }}
        />
      </div>
    </dialog>
  );
}
