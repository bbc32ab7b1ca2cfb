package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.RestoreAbort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this node's state with the voters' and acts on what it sees. A node apart from the majority gives up leadership
 * where it has it, then stops for good. Where no majority holds the same, writes wait until one does again: until a newer
 * index, or one entry at which a majority stands, shows so.
 *
 * <p>The control thread looks, any thread reads.
 */
final class DivergenceGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DivergenceGuard.class);

    private final Supplier<MemberFigures> self;
    private final Supplier<List<PeerId>> voters;
    private final MemberTable table;
    private final Roles roles;
    private final Leaving leaving;
    private volatile boolean isApart;
    private volatile Verdict.@Nullable Torn torn;
    private long settled = Checkpoints.NONE; // up to there a majority was found alike since; the control thread's

    /**
     * How a node that is apart goes, in this order.
     *
     * @param mark keeps it from starting again; first, since the process may end while leadership moves
     * @param handOver gives up leadership to that peer
     * @param stop told once where this node must take part no more; must not block
     */
    record Leaving(
            Consumer<BrokenReplicaException> mark,
            Function<String, ? extends CompletionStage<Roles.View>> handOver,
            Consumer<BrokenReplicaException> stop) {}

    /** @param self this node's figures now */
    DivergenceGuard(
            Supplier<MemberFigures> self,
            Supplier<List<PeerId>> voters,
            MemberTable table,
            Roles roles,
            Leaving leaving) {
        this.self = self;
        this.voters = voters;
        this.table = table;
        this.roles = roles;
        this.leaving = leaving;
    }

    /** Whether this node's state is not that of the majority. It never heals. */
    boolean isApart() {
        return isApart;
    }

    /** Whether no majority holds the same. */
    boolean isUndecided() {
        return torn != null;
    }

    /** Why that command is not to be proposed; null = it may. What nodes say of themselves always may. */
    @Nullable
    RegistryException refusal(Command command) {
        if (isApart) {
            return new RegistryException.Unavailable(
                    ErrorCode.DIVERGED, "this node's state is not that of the majority; nothing was written");
        }
        if (torn == null || command instanceof RestoreAbort || command instanceof Announce) {
            return null;
        }
        return new RegistryException.Unavailable(
                ErrorCode.DIVERGED, "no majority of the voters holds the same state; nothing was written");
    }

    /** Compares anew. */
    void look() {
        if (isApart) {
            return;
        }
        Voice own = Voice.of(self.get(), true);
        List<PeerId> peers = voters.get();
        Agreement agreement = new Agreement(own, voices(own, peers), peers.size());
        Verdict verdict = agreement.verdict(settled);
        Verdict.Torn doubted = verdict instanceof Verdict.Torn found ? found : torn;
        if (doubted == null || settles(doubted, verdict)) {
            act(verdict);
        } else {
            weigh(doubted, agreement);
        }
    }

    /** Whether that settles what was torn: a majority that was alike before the voters differed does not. */
    private static boolean settles(Verdict.Torn doubted, Verdict verdict) {
        return verdict instanceof Verdict.Apart
                || verdict instanceof Verdict.Alike alike && alike.index() >= doubted.index();
    }

    /** What differed at an index stays different for ever; whether it still matters shows where the voters stand now. */
    private void weigh(Verdict.Torn found, Agreement agreement) {
        Verdict now = agreement.now(found.index());
        if (now instanceof Verdict.Alike) {
            settled = found.index();
        }
        act(now instanceof Verdict.Open ? found : now);
    }

    private void act(Verdict verdict) {
        if (verdict instanceof Verdict.Apart apart) {
            leave(apart);
        } else if (verdict instanceof Verdict.Torn found) {
            doubt(found);
        } else if (verdict instanceof Verdict.Alike) {
            trust();
        }
    }

    private List<Voice> voices(Voice own, List<PeerId> peers) {
        long now = System.nanoTime();
        List<Voice> voices = new ArrayList<>(peers.size());
        for (PeerId voter : peers) {
            String peer = voter.toString();
            MemberFigures figures = table.figures(peer);
            if (peer.equals(own.peer())) {
                voices.add(own);
            } else if (figures != null) {
                voices.add(Voice.of(figures, table.isAlive(peer, now)));
            }
        }
        return voices;
    }

    private void doubt(Verdict.Torn found) {
        if (torn == null) {
            LOG.error(
                    "no majority holds the same state at index {}: {}; no more writes until one does",
                    found.index(),
                    found.held());
        }
        torn = found;
    }

    private void trust() {
        if (torn != null) {
            LOG.info("a majority holds the same state again: writes are taken");
            torn = null;
        }
    }

    private void leave(Verdict.Apart apart) {
        isApart = true;
        BrokenReplicaException why = BrokenReplicaException.diverged("the state at index " + apart.index() + " is "
                + apart.own() + ", that of the majority (" + String.join(", ", apart.majority()) + ") "
                + apart.other());
        LOG.error("this replica has diverged and takes no part any more: {}", why.getMessage());
        leaving.mark.accept(why);
        Optional<String> successor = roles.view().isLeader() ? successor(apart.majority()) : Optional.empty();
        if (successor.isEmpty()) {
            leaving.stop.accept(why);
            return;
        }
        var unused = leaving.handOver.apply(successor.get()).whenComplete((view, failure) -> {
            if (failure != null) {
                LOG.warn("leadership was not handed over: {}", failure.getMessage());
            }
            leaving.stop.accept(why);
        });
    }

    /** The most advanced of those that live; one that is silent may be heard in a moment. */
    private Optional<String> successor(List<String> majority) {
        long now = System.nanoTime();
        return majority.stream()
                .max(Comparator.comparing((String peer) -> table.isAlive(peer, now))
                        .thenComparing(this::applied));
    }

    private long applied(String peer) {
        MemberFigures figures = table.figures(peer);
        return figures == null ? 0 : figures.getApplied();
    }
}
