package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterOutcome;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.proto.v1.UnregisterResult;
import io.maregistry.server.registry.Batches;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.KeyMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls that write: {@code Register}, {@code Unregister}, {@code Renew}. On event loops. */
final class WriteCalls {

    private final Registrations registrations;
    private final InstanceRenewals renewals;
    private final Roots roots;
    private final Replies replies;
    private final Limits limits;

    WriteCalls(Registrations registrations, InstanceRenewals renewals, Roots roots, Replies replies, Limits limits) {
        this.registrations = registrations;
        this.renewals = renewals;
        this.roots = roots;
        this.replies = replies;
        this.limits = limits;
    }

    /**
     * How much one request may ask for.
     *
     * @param writes items of a register or unregister
     * @param renewals items of a renewal
     */
    record Limits(InstanceLimits instance, int writes, int renewals) {

        void check(int items, int most) {
            if (items > most) {
                throw new RegistryException.InvalidRequest(
                        ErrorCode.INVALID_REQUEST, "items must be at most " + most, "items");
            }
        }
    }

    void register(RegisterRequest request, StreamObserver<RegisterReply> caller) {
        replies.answer(
                caller,
                () -> {
                    limits.check(request.getItemsCount(), limits.writes());
                    List<Registrant> asked = registrants(request.getItemsList());
                    RequestId first = firstRequest(request.getRequestId(), asked.size());
                    return Batches.run(asked.stream().map(this::item).toList(), first)
                            .thenApply(results -> new Registered(asked, results));
                },
                this::reply);
    }

    /** One item that was read: its registrant, or what is wrong with it. */
    private record Registrant(
            Registrations.@Nullable Registrant lawful,
            @Nullable RegistryException fault) {}

    private record Registered(List<Registrant> asked, List<Batches.Result> results) {}

    private List<Registrant> registrants(List<RegisterItem> items) {
        List<Registrant> asked = new ArrayList<>(items.size());
        for (int at = 0; at < items.size(); at++) {
            try {
                asked.add(new Registrant(registrant(items.get(at), "items[" + at + ']'), null));
            } catch (RegistryException.InvalidRequest unlawful) {
                asked.add(new Registrant(null, unlawful));
            }
        }
        return asked;
    }

    private Registrations.Registrant registrant(RegisterItem item, String place) {
        InstanceRequest asked = InstanceMessages.request(item.getInstance(), limits.instance(), place + ".instance");
        return new Registrations.Registrant(
                KeyMessages.service(item.getService(), place + ".service"),
                asked.id(),
                asked.content(),
                asked.enabled());
    }

    private Batches.Item item(Registrant asked) {
        Registrations.Registrant lawful = asked.lawful();
        return lawful == null
                ? Batches.refused(Objects.requireNonNull(asked.fault()))
                : request -> registrations.register(lawful, request);
    }

    private RegisterReply reply(Registered done) {
        Batches.throwFailureOfAll(done.results());
        Root root = roots.newest();
        RegisterReply.Builder reply = RegisterReply.newBuilder().setClusterId(roots.stayScope(root));
        long renewEvery = Long.MAX_VALUE;
        for (int at = 0; at < done.results().size(); at++) {
            Batches.Result result = done.results().get(at);
            Written<?> written = result.done();
            if (written != null && written.outcome() instanceof Outcome.Registered registered) {
                reply.addResults(RegisterResult.newBuilder()
                        .setOutcome(outcome(registered.kind()))
                        .setHandle(handle(root, done.asked().get(at), written.isAppliedHere())));
                renewEvery = Math.min(renewEvery, renewEveryMillis(done.asked().get(at), registered, root));
            } else if (result.failure() != null) {
                reply.addResults(
                        RegisterResult.newBuilder().setError(replies.errors().detail(result.failure())));
            }
        }
        return reply.setHeader(Headers.of(labels(done.results())))
                .setRenewEveryMs(renewEvery == Long.MAX_VALUE ? 0 : renewEvery)
                .build();
    }

    private static long renewEveryMillis(Registrant asked, Outcome.Registered registered, Root root) {
        Lease lease = registered.instance().content().lease();
        Registrations.Registrant registrant = Objects.requireNonNull(asked.lawful());
        return lease.ephemeral()
                ? Registrations.renewEveryMillis(lease, root.settings(registrant.service()))
                : Long.MAX_VALUE;
    }

    /** The stay's handle, 0 where this node has not applied the write, or it is over already. */
    private static long handle(Root root, Registrant asked, boolean isAppliedHere) {
        Registrations.Registrant registrant = asked.lawful();
        if (registrant == null || !isAppliedHere) {
            return 0;
        }
        ServiceView service = root.service(registrant.service());
        Listed listed = service == null ? null : service.find(registrant.id());
        return listed == null ? 0 : listed.handle();
    }

    private static RegisterOutcome outcome(Outcome.Registered.Kind kind) {
        return switch (kind) {
            case ADDED -> RegisterOutcome.REGISTER_OUTCOME_ADDED;
            case REPLACED -> RegisterOutcome.REGISTER_OUTCOME_REPLACED;
            case SAME -> RegisterOutcome.REGISTER_OUTCOME_SAME;
        };
    }

    void unregister(UnregisterRequest request, StreamObserver<UnregisterReply> caller) {
        replies.answer(
                caller,
                () -> {
                    limits.check(request.getItemsCount(), limits.writes());
                    List<Batches.Item> items = new ArrayList<>();
                    for (UnregisterItem item : request.getItemsList()) {
                        items.add(item(item, "items[" + items.size() + ']'));
                    }
                    return Batches.run(items, firstRequest(request.getRequestId(), items.size()));
                },
                this::unregistered);
    }

    private Batches.Item item(UnregisterItem item, String place) {
        try {
            ServiceName service = KeyMessages.service(item.getService(), place + ".service");
            InstanceId id = KeyMessages.instance(item.getId(), place + ".id");
            long generation = generation(item, place + ".generation");
            return request -> registrations.unregister(service, id, generation, request);
        } catch (RegistryException.InvalidRequest unlawful) {
            return Batches.refused(unlawful);
        }
    }

    private static long generation(UnregisterItem item, String place) {
        if (!item.hasGeneration()) {
            return Content.NO_GENERATION;
        }
        try {
            Content.checkGeneration(item.getGeneration());
        } catch (IllegalArgumentException unlawful) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, String.valueOf(unlawful.getMessage()), place);
        }
        return item.getGeneration();
    }

    private UnregisterReply unregistered(List<Batches.Result> results) {
        Batches.throwFailureOfAll(results);
        UnregisterReply.Builder reply = UnregisterReply.newBuilder().setHeader(Headers.of(labels(results)));
        for (Batches.Result result : results) {
            Written<?> written = result.done();
            if (written != null && written.outcome() instanceof Outcome.Unregistered unregistered) {
                reply.addResults(UnregisterResult.newBuilder()
                        .setRemoved(unregistered.removed().isPresent()));
            } else if (result.failure() != null) {
                reply.addResults(
                        UnregisterResult.newBuilder().setError(replies.errors().detail(result.failure())));
            }
        }
        return reply.build();
    }

    void renew(RenewRequest request, StreamObserver<RenewReply> caller) {
        replies.answer(
                caller,
                () -> {
                    limits.check(request.getItemsCount(), limits.renewals());
                    return renewals.renew(Renewing.items(request.getItemsList(), limits.instance()));
                },
                done -> {
                    RenewReply.Builder reply = RenewReply.newBuilder()
                            .setHeader(Headers.of(roots.labels().ofWrite(done.revision(), done.isAppliedHere())));
                    done.known().forEach(isKnown -> reply.addRequireReregister(!isKnown));
                    return reply.build();
                });
    }

    private Labels labels(List<Batches.Result> results) {
        Batches.Summary all = Batches.summary(results);
        Labels now = roots.labels();
        return now.ofWrite(all.revision() == 0 ? now.revision() : all.revision(), all.isAppliedHere());
    }

    /** The request id that is given, with room for as many behind it; null where none is. */
    static @Nullable RequestId firstRequest(String text, int count) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            RequestId first = RequestId.parse(text);
            if (count > 1) {
                first.plus(count - 1);
            }
            return first;
        } catch (IllegalArgumentException malformed) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "request_id");
        }
    }
}
