package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which own status an instance has after what happens to it: the state machine of instances, see {@code
 * docs/design/state.md}. {@code StatusMachineTest} shows it for all pairs.
 */
final class Statuses {

    private Statuses() {}

    /** Of one that is added. */
    static Status initial(Content content) {
        return content.check() == null ? Status.RUNNING : content.check().initial();
    }

    /** Its client registered, and {@code after} is its content from now on. */
    static Status afterRegister(Instance before, Content after) {
        return switch (before.ownStatus()) {
            case RUNNING -> Status.RUNNING;
            case UPDATING ->
                hasSameCheck(before, after) && isUntilTheFirstVerdict(before) ? Status.UPDATING : Status.RUNNING;
            case OFFLINE -> back(found(before, after), after);
            case ERROR -> hasSameCheck(before, after) && after.check() != null ? Status.ERROR : initial(after);
        };
    }

    /**
     * It renewed.
     *
     * @param isCompared whether it said which build of it runs
     * @param isOutdated whether that is another one than is registered
     */
    static Status afterRenewal(Instance before, boolean isCompared, boolean isOutdated) {
        Status now =
                before.ownStatus() == Status.OFFLINE ? back(before.checkState(), before.content()) : before.ownStatus();
        boolean awaitsItsCheck = now != Status.RUNNING && isUntilTheFirstVerdict(before, now);
        if (now == Status.ERROR || awaitsItsCheck) {
            return now;
        }
        if (isOutdated) {
            return Status.UPDATING;
        }
        return isCompared ? Status.RUNNING : now;
    }

    /** Of one that was Offline and shows that it lives: that says nothing of what its check found, or has yet to find. */
    private static Status back(@Nullable CheckState found, Content content) {
        if (found == null) {
            return initial(content);
        }
        return found.isFailing() ? Status.ERROR : Status.RUNNING;
    }

    /** An operator changed its content to {@code after}. */
    static Status afterPatch(Instance before, Content after) {
        return before.ownStatus() == Status.ERROR && !hasSameCheck(before, after) ? initial(after) : before.ownStatus();
    }

    /** Its check says that it serves. What silence ended a sign of life brings back, and not the check. */
    static Status afterRecovery(Instance before, boolean isSilent) {
        return switch (before.ownStatus()) {
            case RUNNING, ERROR -> Status.RUNNING;
            case UPDATING -> isUntilTheFirstVerdict(before) ? Status.RUNNING : Status.UPDATING;
            case OFFLINE -> isSilent ? Status.OFFLINE : Status.RUNNING;
        };
    }

    private static boolean isUntilTheFirstVerdict(Instance instance) {
        return isUntilTheFirstVerdict(instance, instance.ownStatus());
    }

    private static boolean isUntilTheFirstVerdict(Instance instance, Status status) {
        return instance.checkState() == null && initial(instance.content()) == status;
    }

    /** Whether it has a status that silence or a failing check gives: for the same again it can only be removed. */
    static boolean showsFailure(Instance instance) {
        return instance.ownStatus() == Status.ERROR || instance.ownStatus() == Status.OFFLINE;
    }

    /** What its check found, as far as it counts for {@code after}: nothing where the check is another one. */
    static @Nullable CheckState found(Instance before, Content after) {
        return hasSameCheck(before, after) ? before.checkState() : null;
    }

    private static boolean hasSameCheck(Instance before, Content after) {
        return Objects.equals(before.content().check(), after.check());
    }
}
