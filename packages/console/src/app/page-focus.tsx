import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { CONTENT_ID, focusContent } from '../parts/focus-back';

/**
 * Begins each page at its top, with the keyboard at its content: a browser does so by itself only for pages that it loads.
 * The focus stays where it is on a page that only gets another address, such as after a rename.
 */
export function PageFocus() {
  const router = useRouter();
  useEffect(() => {
    let isReturn = false;
    const unlisten = router.history.subscribe(({ action: { type } }) => {
      isReturn = type === 'BACK' || type === 'FORWARD' || type === 'GO';
    });
    const unsubscribe = router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
      if (fromLocation === undefined || !pathChanged) return;
      const content = document.getElementById(CONTENT_ID);
      if (content?.contains(document.activeElement) && document.activeElement !== content) return;
      focusContent();
      if (!isReturn) scrollTo(0, 0);
    });
    return () => {
      unlisten();
      unsubscribe();
    };
  }, [router]);
  return null;
}
