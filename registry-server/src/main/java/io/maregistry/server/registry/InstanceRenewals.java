package io.maregistry.server.registry;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** The renewals of the native API, which move no counter. Any thread; nothing blocks. */
public final class InstanceRenewals {

    private final Renewals renewals;
    private final Discovery discovery;

    public InstanceRenewals(Renewals renewals, Discovery discovery) {
        this.renewals = renewals;
        this.discovery = discovery;
    }

    /**
     * An instance in a service.
     *
     * @param update what its client says beside its being alive
     */
    public record Item(ServiceName service, InstanceId id, RenewalUpdate update) {

        /** A sign of life and nothing else. */
        public Item(ServiceName service, InstanceId id) {
            this(service, id, RenewalUpdate.NONE);
        }
    }

    /**
     * Renewals that are done.
     *
     * @param known for each item whether the service lists the instance; one that it does not list is not brought back
     * @param outdated for each item whether it named another build than is registered
     * @param revision the revision that they found or made
     * @param isAppliedHere whether this node has applied them, too
     */
    public record Renewed(List<Boolean> known, List<Boolean> outdated, long revision, boolean isAppliedHere) {
        public Renewed {
            known = List.copyOf(known);
            outdated = List.copyOf(outdated);
        }
    }

    /**
     * Renews them all. Fails as {@link Renewals#renewAll} does where all fail, and with {@code Indeterminate} where that is
     * not known of one, or some are done and others not. Doing them again is harmless, but for those that replace something
     * which has been replaced once more since.
     */
    public CompletionStage<Renewed> renew(List<Item> items) {
        discovery.requireReady();
        List<CompletableFuture<Renewals.Renewal>> asked = renewals
                .renewAll(items.stream()
                        .map(item -> new Tick.Named(List.of(item.service()), item.id(), false, item.update()))
                        .toList())
                .stream()
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .handle((all, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(failureOf(asked));
                    }
                    return gathered(asked);
                });
    }

    /**
     * Renewals of stays that are done.
     *
     * @param over places in the handles whose stay is over
     * @param revision the revision that they found
     */
    public record RenewedStays(List<Integer> over, long revision) {
        public RenewedStays {
            over = List.copyOf(over);
        }
    }

    /**
     * Renews stays by the handles that their registrations gave; fails as {@link Renewals#renew} does.
     *
     * @param clusterId the {@linkplain Discovery#stayScope scope} that gave the handles; where it is another one, all stays are
     *     over
     */
    public CompletionStage<RenewedStays> renewStays(String clusterId, List<Long> handles) {
        Root root = discovery.local();
        long revision = root.scalars().revision();
        if (handles.isEmpty()) {
            return CompletableFuture.completedStage(new RenewedStays(List.of(), revision));
        }
        if (!clusterId.equals(discovery.stayScope(root))) {
            List<Integer> all = IntStream.range(0, handles.size()).boxed().toList();
            return CompletableFuture.completedStage(new RenewedStays(all, revision));
        }
        return renewals.renewStays(handles).thenApply(done -> new RenewedStays(done.over(), done.revision()));
    }

    /** What the caller may conclude of all of them. */
    private static Throwable failureOf(List<CompletableFuture<Renewals.Renewal>> asked) {
        List<Throwable> failures = asked.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(each -> each.handle((done, failure) -> Causes.of(failure)).join())
                .toList();
        for (Throwable failure : failures) {
            if (failure instanceof RegistryException.Indeterminate) {
                return failure;
            }
        }
        Throwable first = failures.get(0);
        return failures.size() == asked.size()
                ? first
                : new RegistryException.Indeterminate(asked.size() - failures.size() + " of " + asked.size()
                        + " renewals are done; send all of them again: " + first.getMessage());
    }

    private Renewed gathered(List<CompletableFuture<Renewals.Renewal>> asked) {
        List<Boolean> known = new ArrayList<>(asked.size());
        List<Boolean> outdated = new ArrayList<>(asked.size());
        long revision = asked.isEmpty() ? discovery.local().scalars().revision() : 0;
        boolean isAppliedHere = true;
        for (CompletableFuture<Renewals.Renewal> each : asked) {
            Renewals.Renewal done = each.join();
            known.add(done.unknown().isEmpty());
            outdated.add(done.isOutdated());
            revision = Math.max(revision, done.revision());
            isAppliedHere &= done.isAppliedHere();
        }
        return new Renewed(known, outdated, revision, isAppliedHere);
    }
}
