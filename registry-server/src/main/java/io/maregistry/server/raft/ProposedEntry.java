package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * An entry that this leader proposed. It stays beside the log until it is applied, so that the leader applies the very
 * objects and decodes nothing.
 */
final class ProposedEntry implements Closure {

    private final Entry entry;
    private final Fate fate;
    private final Executor answers;

    /**
     * @param fate hears what became of it
     * @param answers where {@code fate} hears it
     */
    ProposedEntry(Entry entry, Fate fate, Executor answers) {
        this.entry = entry;
        this.fate = fate;
        this.answers = answers;
    }

    /** What became of a proposed entry; one of the two is called, once, unless the engine forgets it while it stops. */
    interface Fate {

        /** It is committed, applied and published; one outcome for each command. */
        void applied(List<Outcome> outcomes, long index);

        /** It failed; see {@link TaskFailure}. */
        void failed(Status status);
    }

    Entry entry() {
        return entry;
    }

    /** Called on the thread that answers. */
    void applied(List<Outcome> outcomes, long index) {
        fate.applied(outcomes, index);
    }

    @Override
    public void run(Status status) {
        answers.execute(() -> fate.failed(status));
    }
}
