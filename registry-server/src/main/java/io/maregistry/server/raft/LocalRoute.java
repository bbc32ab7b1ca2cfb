package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Outcome;
import java.util.List;

/** Into this leader's own log: one entry for each batch. */
final class LocalRoute implements Route {

    private static final long PAUSE_MILLIS = 10; // until the engine has told who leads now

    private final EntryLog log;
    private final Outbox outbox;
    private final CommitNudge nudge;
    private final long term;

    LocalRoute(EntryLog log, Outbox outbox, CommitNudge nudge, long term) {
        this.log = log;
        this.outbox = outbox;
        this.nudge = nudge;
        this.term = term;
    }

    @Override
    public boolean takes(Pending pending) {
        return pending.fits(term);
    }

    @Override
    public void send(Batch batch) {
        List<Pending> commands = batch.commands();
        log.propose(
                commands.stream().map(Pending::command).toList(),
                commands.stream().map(Pending::record).toList(),
                term,
                new Answers(batch));
    }

    private final class Answers implements ProposedEntry.Fate {

        private final Batch batch;

        Answers(Batch batch) {
            this.batch = batch;
        }

        @Override
        public void applied(List<Outcome> outcomes, long index) {
            outbox.returned(batch);
            if (outbox.isIdle()) {
                nudge.followers();
            }
            for (int at = 0; at < outcomes.size(); at++) {
                batch.commands().get(at).committed(outcomes.get(at), index, true);
            }
        }

        @Override
        public void failed(Status status) {
            switch (TaskFailure.of(status)) {
                case NOT_LEADING -> outbox.again(batch, batch.commands(), PAUSE_MILLIS);
                case BUSY -> batch.fail(() -> new RegistryException.Overloaded("the log takes no more just now", 1));
                case STOPPED -> batch.fail(Outbox::stopping);
                case UNKNOWN -> batch.fail(Outbox::unknown);
            }
            outbox.returned(batch);
        }
    }
}
