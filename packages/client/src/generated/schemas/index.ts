// Generated from the router by `pnpm generate`. Do not edit.

/** What `invitation.accept` takes. */
export { AcceptInvitation } from './features/invitation/schema.ts';

/** What `reaction.addToComment` takes. */
export { ReactToComment as AddCommentReactionInput } from './features/reaction/schema/inputs.ts';

/** What `project.addMember` takes. */
export { AddMember } from './features/project/schema.ts';

/** What `reaction.add` takes. */
export { ReactToIssue as AddReactionInput } from './features/reaction/schema/inputs.ts';

/** What `attachment.addToComment` takes. */
export { AttachToComment as AttachToCommentInput } from './features/attachment/schema/inputs.ts';

/** What `attachment.addToIssue` takes. */
export { AttachToIssue as AttachToIssueInput } from './features/attachment/schema/inputs.ts';

/** What `sync.bootstrap` takes. */
export { BootstrapSync as BootstrapSyncInput } from './features/sync/schema.ts';

/** What `issue.bulk` takes. */
export { BulkEditIssues } from './features/bulk/schema.ts';

/** What `password.change` takes. */
export { ChangePassword } from './features/password/schema.ts';

/** What `email.confirm` takes. */
export { ConfirmEmail } from './features/email/schema.ts';

/** What `token.create` takes. */
export { CreateApiToken } from './features/token/schema.ts';

/** What `comment.create` takes. */
export { CreateComment } from './features/comment/schema.ts';

/** What `issue.create` takes. */
export { CreateIssue } from './features/issue/schema/write.ts';

/** What `label.create` takes. */
export { CreateLabel } from './features/label/schema.ts';

/** What `milestone.create` takes. */
export { CreateMilestone } from './features/milestone/schema.ts';

/** What `project.create` takes. */
export { CreateProject } from './features/project/schema.ts';

/** What `relation.create` takes. */
export { CreateRelation } from './features/relation/schema.ts';

/** What `template.create` takes. */
export { CreateTemplate } from './features/template/schema/template.ts';

/** What `user.create` takes. */
export { CreateUser } from './features/user/schema.ts';

/** What `view.create` takes. */
export { CreateView } from './features/view/schema.ts';

/** What `webhook.create` takes. */
export { CreateWebhook } from './features/webhook/schema.ts';

/** What `auth.login` and `auth.startSession` take. */
export { Credentials } from './features/auth/schema.ts';

/** What `attachment.delete` takes. */
export { GetAttachment as DeleteAttachmentInput } from './features/attachment/schema/inputs.ts';

/** What `comment.delete` takes. */
export { GetComment as DeleteCommentInput } from './features/comment/schema.ts';

/** What `issue.delete` takes. */
export { GetIssue as DeleteIssueInput } from './features/issue/schema/write.ts';

/** What `label.delete` takes. */
export { GetLabel as DeleteLabelInput } from './features/label/schema.ts';

/** What `milestone.delete` takes. */
export { GetMilestone as DeleteMilestoneInput } from './features/milestone/schema.ts';

/** What `project.delete` takes. */
export { GetProject as DeleteProjectInput } from './features/project/schema.ts';

/** What `relation.delete` takes. */
export { DeleteRelation as DeleteRelationInput } from './features/relation/schema.ts';

/** What `template.delete` takes. */
export { GetTemplate as DeleteTemplateInput } from './features/template/schema/template.ts';

/** What `user.delete` takes. */
export { GetUser as DeleteUserInput } from './features/user/schema.ts';

/** What `view.delete` takes. */
export { GetView as DeleteViewInput } from './features/view/schema.ts';

/** What `webhook.delete` takes. */
export { GetWebhook as DeleteWebhookInput } from './features/webhook/schema.ts';

/** What `attachment.download` takes. */
export { GetAttachment as DownloadAttachmentInput } from './features/attachment/schema/inputs.ts';

/** What `issue.export` takes. */
export { ExportIssues as ExportIssuesInput } from './features/issue/schema/list.ts';

/** What `notification.finish` takes. */
export { FinishNotifications } from './features/notification/schema.ts';

/** What `password.forgot` takes. */
export { ForgotPassword } from './features/password/schema.ts';

/** What `attachment.get` takes. */
export { GetAttachment as GetAttachmentInput } from './features/attachment/schema/inputs.ts';

/** What `comment.get` takes. */
export { GetComment as GetCommentInput } from './features/comment/schema.ts';

/** What `event.get` takes. */
export { GetEvent as GetEventInput } from './features/event/schema.ts';

/** What `issue.get` takes. */
export { GetIssue as GetIssueInput } from './features/issue/schema/write.ts';

/** What `label.get` takes. */
export { GetLabel as GetLabelInput } from './features/label/schema.ts';

/** What `milestone.get` takes. */
export { GetMilestone as GetMilestoneInput } from './features/milestone/schema.ts';

/** What `project.get` takes. */
export { GetProject as GetProjectInput } from './features/project/schema.ts';

/** What `template.get` takes. */
export { GetTemplate as GetTemplateInput } from './features/template/schema/template.ts';

/** What `user.get` takes. */
export { GetUser as GetUserInput } from './features/user/schema.ts';

/** What `view.get` takes. */
export { GetView as GetViewInput } from './features/view/schema.ts';

/** What `watch.get` takes. */
export { WatchIssue as GetWatchInput } from './features/watch/schema.ts';

/** What `webhook.get` takes. */
export { GetWebhook as GetWebhookInput } from './features/webhook/schema.ts';

/** What `archive.import` takes. */
export { ImportIssues } from './features/import/schema/inputs.ts';

/** What `invitation.create` takes. */
export { InviteUser } from './features/invitation/schema.ts';

/** What `token.list` takes. */
export { ListApiTokens as ListApiTokensInput } from './features/token/schema.ts';

/** What `attachment.list` takes. */
export { ListAttachments as ListAttachmentsInput } from './features/attachment/schema/inputs.ts';

/** What `comment.list` takes. */
export { ListComments as ListCommentsInput } from './features/comment/schema.ts';

/** What `event.list` takes. */
export { ListEvents as ListEventsInput } from './features/event/schema.ts';

/** What `issue.events` takes. */
export { ListIssueEvents as ListIssueEventsInput } from './features/event/schema.ts';

/** What `issue.list` takes. */
export { ListIssues as ListIssuesInput } from './features/issue/schema/list.ts';

/** What `view.issues` takes. */
export { RunView as ListIssuesOfViewInput } from './features/view/schema.ts';

/** What `label.list` takes. */
export { ListLabels as ListLabelsInput } from './features/label/schema.ts';

/** What `project.members` takes. */
export { ListMembers as ListMembersInput } from './features/project/schema.ts';

/** What `milestone.list` takes. */
export { ListMilestones as ListMilestonesInput } from './features/milestone/schema.ts';

/** What `notification.list` takes. */
export { ListNotifications as ListNotificationsInput } from './features/notification/schema.ts';

/** What `project.list` takes. */
export { ListProjects as ListProjectsInput } from './features/project/schema.ts';

/** What `relation.list` takes. */
export { ListRelations as ListRelationsInput } from './features/relation/schema.ts';

/** What `session.list` takes. */
export { ListSessions as ListSessionsInput } from './features/session/schema.ts';

/** What `sync.changes` takes. */
export { ListChanges as ListSyncChangesInput } from './features/sync/schema.ts';

/** What `template.list` takes. */
export { ListTemplates as ListTemplatesInput } from './features/template/schema/template.ts';

/** What `user.list` takes. */
export { ListUsers as ListUsersInput } from './features/user/schema.ts';

/** What `view.list` takes. */
export { ListViews as ListViewsInput } from './features/view/schema.ts';

/** What `watch.list` takes. */
export { ListWatchers as ListWatchersInput } from './features/watch/schema.ts';

/** What `webhook.deliveries` takes. */
export { ListDeliveries as ListWebhookDeliveriesInput } from './features/webhook/schema.ts';

/** What `webhook.list` takes. */
export { ListWebhooks as ListWebhooksInput } from './features/webhook/schema.ts';

/** What `webhook.ping` takes. */
export { GetWebhook as PingWebhookInput } from './features/webhook/schema.ts';

/** What `issue.purge` takes. */
export { GetIssue as PurgeIssueInput } from './features/issue/schema/write.ts';

/** What `comment.redact` takes. */
export { GetComment as RedactCommentInput } from './features/comment/schema.ts';

/** What `issue.redact` takes. */
export { RedactIssue } from './features/issue/schema/write.ts';

/** What `webhook.redeliver` takes. */
export { GetDelivery as RedeliverWebhookDeliveryInput } from './features/webhook/schema.ts';

/** What `auth.refresh` takes. */
export { RefreshInput } from './features/auth/schema.ts';

/** What `auth.register` takes. */
export { RegisterUser } from './features/user/schema.ts';

/** What `reaction.removeFromComment` takes. */
export { ReactToComment as RemoveCommentReactionInput } from './features/reaction/schema/inputs.ts';

/** What `project.removeMember` takes. */
export { GetMember as RemoveMemberInput } from './features/project/schema.ts';

/** What `reaction.remove` takes. */
export { ReactToIssue as RemoveReactionInput } from './features/reaction/schema/inputs.ts';

/** What `webhook.replay` takes. */
export { ReplayWebhook } from './features/webhook/schema.ts';

/** What `password.reset` takes. */
export { ResetPassword } from './features/password/schema.ts';

/** What `issue.restore` takes. */
export { GetIssue as RestoreIssueInput } from './features/issue/schema/write.ts';

/** What `token.revoke` takes. */
export { RevokeApiToken as RevokeApiTokenInput } from './features/token/schema.ts';

/** What `session.revoke` takes. */
export { RevokeSession as RevokeSessionInput } from './features/session/schema.ts';

/** What `webhook.rotate` takes. */
export { GetWebhook as RotateWebhookSecretInput } from './features/webhook/schema.ts';

/** What `search.issues` takes. */
export { SearchIssues as SearchIssuesInput } from './features/search/schema.ts';

/** What `event.stream` takes. */
export { StreamEvents as StreamEventsInput } from './features/event/schema.ts';

/** What `sync.stream` takes. */
export { StreamChanges as StreamSyncInput } from './features/sync/schema.ts';

/** What `issue.undoBulk` takes. */
export { UndoBulkEdit } from './features/bulk/schema.ts';

/** What `watch.unsubscribe` takes. */
export { Unsubscribe } from './features/watch/schema.ts';

/** What `watch.remove` takes. */
export { WatchIssue as UnwatchIssueInput } from './features/watch/schema.ts';

/** What `comment.update` takes. */
export { UpdateComment } from './features/comment/schema.ts';

/** What `issue.update` takes. */
export { UpdateIssue } from './features/issue/schema/write.ts';

/** What `label.update` takes. */
export { UpdateLabel } from './features/label/schema.ts';

/** What `project.updateMember` takes. */
export { UpdateMember } from './features/project/schema.ts';

/** What `milestone.update` takes. */
export { UpdateMilestone } from './features/milestone/schema.ts';

/** What `notification.update` takes. */
export { UpdateNotification } from './features/notification/schema.ts';

/** What `notification.updateSettings` takes. */
export { UpdateNotificationSettings } from './features/notification/schema.ts';

/** What `project.update` takes. */
export { UpdateProject } from './features/project/schema.ts';

/** What `template.update` takes. */
export { UpdateTemplate } from './features/template/schema/template.ts';

/** What `user.update` takes. */
export { UpdateUser } from './features/user/schema.ts';

/** What `view.update` takes. */
export { UpdateView } from './features/view/schema.ts';

/** What `webhook.update` takes. */
export { UpdateWebhook } from './features/webhook/schema.ts';

/** What `watch.set` takes. */
export { WatchIssue as WatchIssueInput } from './features/watch/schema.ts';
