import { useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Confirm } from './confirm';
import { unsavedForms } from './unsaved-forms';

/** Tabs of one page keep their forms: only another page takes what was typed. */
const leavesPage = ({ current, next }: { current: { pathname: string }; next: { pathname: string } }) =>
  current.pathname !== next.pathname;
const asksBrowser = () => unsavedForms.any();

/**
 * Asks before a form is left whose values are not saved. Navigation after a save or by *Cancel* passes `ignoreBlocker`.
 *
 * @param isDirty whether something is typed that is not saved
 */
export function Unsaved({ isDirty }: { readonly isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: leavesPage,
    disabled: !isDirty,
    enableBeforeUnload: asksBrowser,
    withResolver: true,
  });
  useEffect(() => (isDirty ? unsavedForms.add() : undefined), [isDirty]);
  return (
    <Confirm
      title="Leave without saving?"
      action="Leave"
      isOpen={blocker.status === 'blocked'}
      isBusy={false}
      failure={null}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      What you changed on this page is not saved. Leaving discards it.
    </Confirm>
  );
}
