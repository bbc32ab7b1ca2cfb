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
import java.util.function.Consumer;
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
    private final Membership membership;
    private final MemberTable table;
    private final Roles roles;
    private final Handover handover;
    private final Consumer<BrokenReplicaException> stop;
    private volatile boolean isApart;
    private volatile Verdict.@Nullable Torn torn;

    /**
     * @param self this node's figures now
     * @param stop told once where this node must take part no more; must not block
     */
    DivergenceGuard(
            Supplier<MemberFigures> self,
            Membership membership,
            MemberTable table,
            Roles roles,
            Handover handover,
            Consumer<BrokenReplicaException> stop) {
        this.self = self;
        this.membership = membership;
        this.table = table;
        this.roles = roles;
        this.handover = handover;
        this.stop = stop;
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
        List<PeerId> voters = membership.voters();
        Agreement agreement = new Agreement(own, voices(own, voters), voters.size());
        Verdict verdict = agreement.verdict();
        if (verdict instanceof Verdict.Apart apart) {
            leave(apart);
        } else if (verdict instanceof Verdict.Torn found) {
            doubt(found);
        } else {
            trust(verdict, agreement);
        }
    }

    private List<Voice> voices(Voice own, List<PeerId> voters) {
        long now = System.nanoTime();
        List<Voice> voices = new ArrayList<>(voters.size());
        for (PeerId voter : voters) {
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

    private void trust(Verdict verdict, Agreement agreement) {
        Verdict.Torn before = torn;
        if (before != null && (verdict instanceof Verdict.Alike || agreement.isAlikeNow(before.index()))) {
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
        Optional<String> successor = roles.view().isLeader() ? successor(apart.majority()) : Optional.empty();
        if (successor.isEmpty()) {
            stop.accept(why);
            return;
        }
        var unused = handover.to(successor.get()).whenComplete((view, failure) -> {
            if (failure != null) {
                LOG.warn("leadership was not handed over: {}", failure.getMessage());
            }
            stop.accept(why);
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
