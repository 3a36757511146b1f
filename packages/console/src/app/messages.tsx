import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';

const MESSAGE = '.mantine-Notification-root';

/** Where messages about changes appear. They go when the keyboard's focus comes to something that they cover. */
export function Messages() {
  useEffect(() => {
    const giveWay = ({ target }: FocusEvent) => {
      // The page may still scroll to what has the focus.
      requestAnimationFrame(() => {
        if (target instanceof Element && target.matches(':focus-visible') && isCovered(target)) notifications.clean();
      });
    };
    document.addEventListener('focusin', giveWay);
    return () => document.removeEventListener('focusin', giveWay);
  }, []);
  return <Notifications position="bottom-left" />;
}

function isCovered(target: Element): boolean {
  const { left, top, width, height } = target.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return [...document.querySelectorAll(MESSAGE)].some((message) => {
    const box = message.getBoundingClientRect();
    return !message.contains(target) && box.left < x && x < box.right && box.top < y && y < box.bottom;
  });
}
