package io.maregistry.server.hash;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Claim;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node the leader by somebody's wish, with all that the leader of now holds: copies while that one leads, has it
 * make way, copies what came in between, and leads. Blocks; the thread {@code hash-claim}.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final Cluster cluster;
    private final Peers peers;
    private final Probes probes;
    private final Following following;
    private final Own own;

    /**
     * This node.
     *
     * @param shownClaim how it leads, as others are told
     * @param lead has it lead from now on; fails where it is being stopped
     */
    record Own(Reigns reigns, Supplier<@Nullable Claim> shownClaim, Runnable lead, LongSupplier nanoTime) {}

    Takeover(Cluster cluster, Peers peers, Following following, Own own) {
        this.cluster = cluster;
        this.peers = peers;
        this.probes = new Probes(peers);
        this.following = following;
        this.own = own;
    }

    /** Fails with {@code Unavailable} (NOT_READY) where this node cannot come to hold what the leader holds. */
    void run() {
        if (own.reigns.isLeading()) {
            own.lead.run();
            return;
        }
        following.cancel();
        Optional<Server> current = leader();
        if (current.isPresent()) {
            takeOverFrom(current.get().url());
        } else {
            cluster.furthest(own.reigns.version()).ifPresent(server -> copy(server.url()));
            own.lead.run();
        }
    }

    /** Asks all who leads, since what the last round saw may be old. */
    private Optional<Server> leader() {
        cluster.update(probes.ask(cluster.others()), own.shownClaim.get(), own.nanoTime.getAsLong());
        List<Server> others = cluster.servers().stream()
                .filter(server -> !server.url().equals(cluster.self()))
                .toList();
        return Election.elect(others).filter(Server::isClaimant);
    }

    private void takeOverFrom(String url) {
        copy(url); // most of it while it leads still
        boolean hasMadeWay = hasMadeWay(url);
        try {
            copy(url);
            own.lead.run();
        } catch (RegistryException unable) {
            if (hasMadeWay) {
                handBack(url);
            }
            throw unable;
        }
    }

    private boolean hasMadeWay(String url) {
        try {
            peers.askToYield(url, cluster.self()).toCompletableFuture().join();
            return true;
        } catch (RuntimeException refused) { // a plain v5 node knows no such word: it is outvoted by the claim
            LOG.info("{} does not yield: {}", url, refused.getMessage());
            return false;
        }
    }

    /** Has that node lead again, which made way for this one in vain; nobody leads until it does. */
    private void handBack(String url) {
        var unused = peers.lead(url).whenComplete((led, failure) -> {
            if (failure != null) { // then the rounds find a leader
                LOG.warn("{} made way for this node in vain, and does not lead again: {}", url, failure.getMessage());
            }
        });
    }

    private void copy(String url) {
        Reported told;
        try {
            told = peers.info(url).toCompletableFuture().join();
        } catch (RuntimeException away) {
            throw behind("the leader does not answer: " + away.getMessage());
        }
        if (!following.equalise(url, told)) {
            throw behind(following.lastFailure().orElse("the leader has moved on; retry"));
        }
    }

    static RegistryException behind(String why) {
        return new RegistryException.Unavailable(ErrorCode.NOT_READY, "this node cannot lead now: " + why);
    }
}
