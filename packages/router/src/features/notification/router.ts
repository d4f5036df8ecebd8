import { requireUser } from '../../core/actor.ts';
import { signedIn } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { updateSettings } from './commands/settings.ts';
import { finishNotifications, updateNotification } from './commands/update.ts';
import { listNotifications } from './queries/list.ts';
import { getSettings } from './queries/settings.ts';
import {
  Finished,
  FinishNotifications,
  ListNotifications,
  Notification,
  NotificationPage,
  NotificationSettings,
  UpdateNotification,
  UpdateNotificationSettings,
} from './schema.ts';

export const notification = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /notifications',
    tag: 'Notifications',
    operationId: 'listNotifications',
    summary: 'List what there is to tell you',
    description: 'Your inbox: one notification for each issue, the unread first, and of each kind the newest.',
    errors: ['user_required'],
    input: ListNotifications,
    output: NotificationPage,
    run: listNotifications,
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /notifications/{id}',
    tag: 'Notifications',
    operationId: 'updateNotification',
    summary: 'Mark a notification',
    description: 'As read, done or unread again. What happens to the issue later makes it unread.',
    errors: ['notification_not_found', 'user_required'],
    input: UpdateNotification,
    output: Notification,
    run: updateNotification,
  }),

  finish: command({
    access: signedIn('issues:write'),
    route: 'POST /notifications/done',
    tag: 'Notifications',
    operationId: 'finishNotifications',
    summary: 'Be done with notifications',
    description: 'With all, with those that you name, or with what happened by a time.',
    errors: ['user_required'],
    input: FinishNotifications,
    output: Finished,
    run: finishNotifications,
  }),

  getSettings: query({
    access: signedIn('issues:read'),
    route: 'GET /users/me/notification-settings',
    tag: 'Notifications',
    operationId: 'getNotificationSettings',
    summary: 'Get your notification settings',
    description: 'What you are told of, and how you are mailed.',
    errors: ['user_required'],
    output: NotificationSettings,
    run: (db, _input, { actor }) => getSettings(db, requireUser(actor).id),
  }),

  updateSettings: command({
    access: signedIn('issues:write'),
    route: 'PATCH /users/me/notification-settings',
    tag: 'Notifications',
    operationId: 'updateNotificationSettings',
    summary: 'Update your notification settings',
    description: 'Changes the fields that are sent, and the level of the projects that are named.',
    errors: ['user_required'],
    input: UpdateNotificationSettings,
    output: NotificationSettings,
    run: updateSettings,
  }),
};
