package io.maregistry.server.state;

/** What became of a write that is told once more: of a configuration item, or bound to a revision. Stateless. */
final class RepeatedWrite {

    private RepeatedWrite() {}

    static boolean isOfConfig(Command command) {
        return command instanceof PutConfig || command instanceof RemoveConfig || command instanceof RollbackConfig;
    }

    /** The outcome of the write under that name, which of another kind says that something was done. */
    static Outcome outcome(RememberedRequest known) {
        return switch (known.result()) {
            case UPDATED -> written(known, Outcome.ConfigWritten.Kind.PUBLISHED);
            case UNCHANGED -> written(known, Outcome.ConfigWritten.Kind.SAME);
            case REMOVED -> written(known, Outcome.ConfigWritten.Kind.REMOVED);
            case ABSENT -> written(known, Outcome.ConfigWritten.Kind.ABSENT);
            case QUOTA_EXCEEDED -> rejected(known, Outcome.Rejected.Reason.QUOTA_EXCEEDED, "a limit was reached");
            case REVISION_MISMATCH ->
                rejected(known, Outcome.Rejected.Reason.REVISION_MISMATCH, "it was at another revision");
            case NO_SUCH_CONFIG -> rejected(known, Outcome.Rejected.Reason.NO_SUCH_CONFIG, "there was no such item");
            case NO_SUCH_NAMESPACE ->
                rejected(known, Outcome.Rejected.Reason.NO_SUCH_NAMESPACE, "there was no such namespace");
            case COMPACTED ->
                rejected(known, Outcome.Rejected.Reason.COMPACTED, "that version of the item was not kept");
            default -> new Outcome.Done(known.revision());
        };
    }

    private static Outcome written(RememberedRequest known, Outcome.ConfigWritten.Kind kind) {
        return new Outcome.ConfigWritten(known.revision(), kind);
    }

    private static Outcome rejected(RememberedRequest known, Outcome.Rejected.Reason reason, String message) {
        return Outcome.Rejected.of(known.revision(), reason, message);
    }
}
