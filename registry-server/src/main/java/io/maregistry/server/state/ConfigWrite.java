package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import org.jspecify.annotations.Nullable;

/** One write of a configuration item, where it is applied. The applying thread alone; one use. */
final class ConfigWrite {

    private final Working state;
    private final ConfigName name;
    private final @Nullable ConfigItem before;

    ConfigWrite(Working state, ConfigName name) {
        this.state = state;
        this.name = name;
        this.before = state.configs().item(name);
    }

    /** Refuses it where the item is not at the revision that the writer expects; null where it is. */
    @Nullable
    Outcome mismatch(long expected) {
        long actual = before == null ? PutConfig.ABSENT : before.revision();
        if (expected == PutConfig.ANY_REVISION || expected == actual) {
            return null;
        }
        return Outcome.Rejected.of(
                actual, // with which it may be tried again
                Outcome.Rejected.Reason.REVISION_MISMATCH,
                before == null
                        ? "there is no such item"
                        : "the item is at revision " + actual
                                + (expected == PutConfig.ABSENT ? "" : ", not " + expected));
    }

    Outcome publish(ConfigText text) {
        if (before != null && before.content().equals(text)) {
            return new Outcome.ConfigWritten(before.revision(), Outcome.ConfigWritten.Kind.SAME);
        }
        if (before == null && !state.items().namespaces().isLawful(name.namespace(), state.settings())) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_NAMESPACE,
                    "there is no namespace " + name.namespace());
        }
        String over = state.configs().overLimit(name, text, state.settings().configs());
        if (over != null) {
            return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.QUOTA_EXCEEDED, over);
        }
        long revision = state.nextItemRevision();
        long previous = previousRevision();
        put(new ConfigVersion(revision, state.wallMillis(), text));
        state.changed(new ConfigItem(name, text, revision, state.wallMillis()), previous, Change.Cause.OPERATOR);
        return new Outcome.ConfigWritten(revision, Outcome.ConfigWritten.Kind.PUBLISHED);
    }

    Outcome remove(Change.Cause cause) {
        if (before == null) {
            return new Outcome.ConfigWritten(state.revision(), Outcome.ConfigWritten.Kind.ABSENT);
        }
        long revision = state.nextItemRevision();
        put(new ConfigVersion(revision, state.wallMillis(), null));
        state.gone(before, revision, cause);
        return new Outcome.ConfigWritten(revision, Outcome.ConfigWritten.Kind.REMOVED);
    }

    /** Has the item say again what it said from that revision on. */
    Outcome rollBackTo(long revision) {
        ConfigHistory known = state.configs().get(name);
        if (known == null) {
            return Outcome.Rejected.of(
                    state.revision(), Outcome.Rejected.Reason.NO_SUCH_CONFIG, "there is no such item");
        }
        ConfigVersion wanted = known.at(revision);
        if (wanted == null) {
            return Outcome.Rejected.of(
                    known.versions().get(0).revision(),
                    Outcome.Rejected.Reason.COMPACTED,
                    "version " + revision + " of the item is not kept; the oldest is "
                            + known.versions().get(0).revision());
        }
        return wanted.content() == null ? remove(Change.Cause.OPERATOR) : publish(wanted.content());
    }

    private long previousRevision() {
        ConfigHistory known = state.configs().get(name);
        return known == null ? 0 : known.revision();
    }

    private void put(ConfigVersion version) {
        state.configs().put(name, version, state.settings().configs());
    }
}
