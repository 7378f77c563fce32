import { Paragraph } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Person } from '../../../src/contract/index.ts';
import { Modal } from '../ui/Modal.tsx';
import { SignInForm } from './SignInForm.tsx';
import './sign-in.css';

/** Over a page whose session ended: sign in again and go on, with everything typed still there. */
export function SignInAgain({ user }: { user: Person }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [values, setValues] = useState({ email: '', password: '' });

  return (
    <Modal title={t('session.expiredTitle')}>
      <Paragraph>{t('session.expired')}</Paragraph>
      <SignInForm
        {...values}
        onChange={setValues}
        onSignedIn={(person) => {
          // Another person must not find what the first one was doing.
          if (person.userId !== user.userId) void navigate('/', { replace: true });
        }}
      />
    </Modal>
  );
}
