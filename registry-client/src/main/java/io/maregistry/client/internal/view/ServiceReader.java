package io.maregistry.client.internal.view;

import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.ListServicesReply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads single answers from any node, each with a deadline of its own. Any thread; nothing blocks. */
public interface ServiceReader {

    /** The counters of those services, at most 1,000, in their order. */
    CompletionStage<ListServicesReply> revisions(List<ServiceName> services);

    /** The whole list of a service. */
    CompletionStage<GetServiceReply> read(ServiceName service);

    /** Where an answer with that header comes from. */
    static Lineages.Origin origin(Header header, long askedNanos) {
        return new Lineages.Origin(header.getLineage(), askedNanos, header.getComplete());
    }
}
