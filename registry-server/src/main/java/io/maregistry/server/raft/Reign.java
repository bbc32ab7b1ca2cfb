package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import io.maregistry.server.replication.Births;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Published;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a leader does first: name an unborn cluster, bring its settings into the state where others are there, then open the
 * log for writes and tell the listeners. All on the control thread; each step follows the committed one before it, and all
 * are bound to the term, so that a deposed leader does none of them.
 *
 * <p>While no majority holds the same state nothing is written, and so the settings wait until one does. The log is opened
 * all the same, for what may be written then: that members announce themselves.
 */
final class Reign {

    private static final Logger LOG = LoggerFactory.getLogger(Reign.class);
    private static final long RETRY_MILLIS = 200;

    private final EntryLog log;
    private final Roles roles;
    private final Published published;
    private final Settings settings;
    private final BooleanSupplier isUndecided;
    private final ScheduledExecutorService control;
    private final Births births = new Births();
    private final List<Leadership.Listener> listeners = new CopyOnWriteArrayList<>();
    private boolean started; // the control thread's: listeners were told of the start and not yet of the end

    /** @param isUndecided whether nothing may be written, since no majority holds the same state */
    Reign(
            EntryLog log,
            Roles roles,
            Published published,
            Settings settings,
            BooleanSupplier isUndecided,
            ScheduledExecutorService control) {
        this.log = log;
        this.roles = roles;
        this.published = published;
        this.settings = settings;
        this.isUndecided = isUndecided;
        this.control = control;
    }

    void listen(Leadership.Listener listener) {
        listeners.add(listener);
    }

    /** Follows the role; any thread. */
    void see(Roles.View view) {
        if (view.isLeader() && !view.hasBegun()) {
            control.execute(() -> begin(view.term()));
        } else if (!view.isLeader()) {
            control.execute(this::end);
        }
    }

    private void begin(long term) {
        if (!roles.view().leads(term)) {
            return;
        }
        Root root = published.root();
        boolean isSet = root.settings().equals(settings);
        if (root.scalars().clusterId().isEmpty()) {
            propose(births.next(), term);
        } else if (isSet || isUndecided.getAsBoolean()) {
            open(term, root);
            if (!isSet) {
                beginLater(term);
            }
        } else {
            propose(new Configure(settings), term);
        }
    }

    private void open(long term, Root root) {
        if (!started) {
            LOG.info("leading in term {} from index {}", term, root.position().index());
            started = true;
            roles.begun(term);
            listeners.forEach(listener -> listener.started(term));
        }
    }

    private void beginLater(long term) {
        RaftThreads.later(control, "taking office", () -> begin(term), RETRY_MILLIS);
    }

    private void end() {
        if (started) {
            started = false;
            LOG.info("leading no longer");
            listeners.forEach(Leadership.Listener::stopped);
        }
    }

    private void propose(Command command, long term) {
        log.propose(List.of(command), List.of(CommandCodec.toProto(command)), term, new ProposedEntry.Fate() {
            @Override
            public void applied(List<Outcome> outcomes, long index) {
                control.execute(() -> begin(term));
            }

            @Override
            public void failed(Status status) {
                LOG.debug("{} failed in term {}: {}", command.getClass().getSimpleName(), term, status);
                beginLater(term);
            }
        });
    }
}
