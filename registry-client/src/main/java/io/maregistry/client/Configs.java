package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.internal.view.ConfigListening;
import io.maregistry.client.spi.ConfigListener;
import io.maregistry.client.spi.ConfigValue;
import io.maregistry.client.spi.ConfigVersion;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ConfigEntry;
import io.maregistry.proto.v1.ConfigHistoryRequest;
import io.maregistry.proto.v1.ConfigItem;
import io.maregistry.proto.v1.ConfigOutcome;
import io.maregistry.proto.v1.ConfigReply;
import io.maregistry.proto.v1.GetConfigRequest;
import io.maregistry.proto.v1.ListConfigsReply;
import io.maregistry.proto.v1.ListConfigsRequest;
import io.maregistry.proto.v1.PublishConfigRequest;
import io.maregistry.proto.v1.RemoveConfigRequest;
import io.maregistry.proto.v1.RollbackConfigRequest;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.ConfigTexts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Configuration items: texts that programs read. An item is named {@code app.yaml} in the client's namespace, or {@code
 * namespace/group/app.yaml}. Faults and threads as those of {@link RegistryClient}.
 */
public final class Configs {

    /** Expected of an item that must not be there. */
    public static final long ABSENT = 0;

    private static final int PAGE = 10_000;

    private final Router router;
    private final ConfigListening listening;
    private final String namespace;
    private final Duration callTimeout;

    Configs(Router router, ConfigListening listening, String namespace, Duration callTimeout) {
        this.router = router;
        this.listening = listening;
        this.namespace = namespace;
        this.callTimeout = callTimeout;
    }

    /** Has the item say that, as {@code text/plain}; gives the revision that it is at. */
    public long publish(String dataId, String content) {
        return publish(dataId, content, ConfigTexts.PLAIN);
    }

    /** The same with its content type. */
    public long publish(String dataId, String content, String contentType) {
        return Waiting.on(publishAsync(dataId, content, contentType), callTimeout);
    }

    /** {@link #publish(String, String, String)} without blocking. */
    public CompletionStage<Long> publishAsync(String dataId, String content, String contentType) {
        return publish(request(dataId, content, contentType));
    }

    /**
     * The same where the item is at that revision, {@link #ABSENT} where there must be none.
     *
     * @throws RegistryException.Conflict where it is at another
     */
    public long publishIf(String dataId, String content, String contentType, long expectedRevision) {
        return Waiting.on(publishIfAsync(dataId, content, contentType, expectedRevision), callTimeout);
    }

    /** {@link #publishIf} without blocking. */
    public CompletionStage<Long> publishIfAsync(
            String dataId, String content, String contentType, long expectedRevision) {
        return publish(request(dataId, content, contentType).setExpectedRevision(lawful(expectedRevision)));
    }

    private PublishConfigRequest.Builder request(String dataId, String content, String contentType) {
        return PublishConfigRequest.newBuilder()
                .setKey(ConfigMessages.toMessage(name(dataId)))
                .setContent(Required.required("content", content))
                .setContentType(Required.required("contentType", contentType));
    }

    private CompletionStage<Long> publish(PublishConfigRequest.Builder request) {
        return router.write(
                        RegistryCall.PUBLISH_CONFIG,
                        id -> request.setRequestId(id).build())
                .thenApply(ConfigReply::getRevision);
    }

    /** What the item says, not older than what this client has seen; empty where there is none. */
    public Optional<ConfigValue> get(String dataId) {
        return Waiting.on(getAsync(dataId), callTimeout);
    }

    /** {@link #get} without blocking. */
    public CompletionStage<Optional<ConfigValue>> getAsync(String dataId) {
        GetConfigRequest.Builder request = GetConfigRequest.newBuilder().setKey(ConfigMessages.toMessage(name(dataId)));
        return router.read(
                        RegistryCall.GET_CONFIG,
                        options -> request.setRead(options).build())
                .thenApply(reply -> Optional.of(value(reply.getItem())))
                .exceptionallyCompose(Configs::absent);
    }

    private static CompletionStage<Optional<ConfigValue>> absent(Throwable failure) {
        Throwable cause = Causes.of(failure);
        return cause instanceof RegistryException known && known.code() == ErrorCode.NO_SUCH_CONFIG
                ? CompletableFuture.completedStage(Optional.empty())
                : CompletableFuture.failedStage(cause);
    }

    private static ConfigValue value(ConfigItem item) {
        return new ConfigValue(
                ConfigMessages.name(item.getKey()), item.getContent(), item.getContentType(), item.getRevision());
    }

    /** Removes the item; says whether it was there. */
    public boolean remove(String dataId) {
        return Waiting.on(removeAsync(dataId), callTimeout);
    }

    /** {@link #remove} without blocking. */
    public CompletionStage<Boolean> removeAsync(String dataId) {
        RemoveConfigRequest.Builder request =
                RemoveConfigRequest.newBuilder().setKey(ConfigMessages.toMessage(name(dataId)));
        return router.write(
                        RegistryCall.REMOVE_CONFIG,
                        id -> request.setRequestId(id).build())
                .thenApply(reply -> reply.getOutcome() == ConfigOutcome.CONFIG_OUTCOME_REMOVED);
    }

    /**
     * Has the item say again what it said from that revision on; gives the revision that it is at.
     *
     * @throws RegistryException.Compacted where that version is not kept
     */
    public long rollback(String dataId, long revision) {
        return Waiting.on(rollbackAsync(dataId, revision), callTimeout);
    }

    /** {@link #rollback} without blocking. */
    public CompletionStage<Long> rollbackAsync(String dataId, long revision) {
        RollbackConfigRequest.Builder request = RollbackConfigRequest.newBuilder()
                .setKey(ConfigMessages.toMessage(name(dataId)))
                .setRevision(lawful(revision));
        return router.write(
                        RegistryCall.ROLLBACK_CONFIG,
                        id -> request.setRequestId(id).build())
                .thenApply(ConfigReply::getRevision);
    }

    /** What was made of the item lately, newest first; nothing where nothing is known of it. */
    public List<ConfigVersion> history(String dataId) {
        return Waiting.on(historyAsync(dataId), callTimeout);
    }

    /** {@link #history} without blocking. */
    public CompletionStage<List<ConfigVersion>> historyAsync(String dataId) {
        ConfigHistoryRequest.Builder request =
                ConfigHistoryRequest.newBuilder().setKey(ConfigMessages.toMessage(name(dataId)));
        return router.read(
                        RegistryCall.CONFIG_HISTORY,
                        options -> request.setRead(options).build())
                .thenApply(reply ->
                        reply.getEntriesList().stream().map(Configs::version).toList())
                .exceptionallyCompose(failure -> absent(failure).thenApply(none -> List.of()));
    }

    private static ConfigVersion version(ConfigEntry entry) {
        return new ConfigVersion(
                entry.getRevision(),
                entry.getAtMs(),
                entry.getAction().equals("removed"),
                entry.getSize(),
                entry.getContentType());
    }

    /** The items of the client's namespace whose dataIds begin so, of all groups, in the order of their keys. */
    public List<ConfigName> list(String prefix) {
        return Waiting.on(listAsync(prefix), callTimeout);
    }

    /** {@link #list} without blocking. */
    public CompletionStage<List<ConfigName>> listAsync(String prefix) {
        return page(Required.required("prefix", prefix), "", new ArrayList<>());
    }

    private CompletionStage<List<ConfigName>> page(String prefix, String after, List<ConfigName> found) {
        ListConfigsRequest.Builder request = ListConfigsRequest.newBuilder()
                .setNamespace(namespace)
                .setGroup(ServiceName.ALL_GROUPS)
                .setPrefix(prefix)
                .setLimit(PAGE)
                .setAfter(after);
        return router.read(
                        RegistryCall.LIST_CONFIGS,
                        options -> request.setRead(options).build())
                .thenCompose(reply -> next(prefix, reply, found));
    }

    private CompletionStage<List<ConfigName>> next(String prefix, ListConfigsReply reply, List<ConfigName> found) {
        reply.getItemsList().forEach(item -> found.add(ConfigMessages.name(item.getKey())));
        return reply.getNext().isEmpty()
                ? CompletableFuture.completedStage(List.copyOf(found))
                : page(prefix, reply.getNext(), found);
    }

    /** Tells {@code listener} what the item says, as soon as that is known, and each change from then on; it may come later. */
    public void listen(String dataId, ConfigListener listener) {
        listening.listen(name(dataId), Required.required("listener", listener));
    }

    /** Tells {@code listener} no more; a call that has begun may still be under way. */
    public void unlisten(String dataId, ConfigListener listener) {
        listening.unlisten(name(dataId), Required.required("listener", listener));
    }

    private ConfigName name(String dataId) {
        String text = Required.required("dataId", dataId);
        try {
            return text.indexOf('/') >= 0
                    ? ConfigName.ofKey(text)
                    : ConfigName.of(namespace, ServiceName.DEFAULT_GROUP, text);
        } catch (IllegalArgumentException unlawful) {
            throw new IllegalArgumentException("dataId is unlawful: " + unlawful.getMessage(), unlawful);
        }
    }

    private static long lawful(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("a revision must not be below 0, was " + revision);
        }
        return revision;
    }
}
