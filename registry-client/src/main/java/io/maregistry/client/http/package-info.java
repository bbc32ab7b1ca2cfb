/**
 * The documents' small HTTP client, for systems that talk to the registry's HTTP API without gRPC. It knows nothing of the
 * registry: urls and texts go in, texts come out. {@link io.maregistry.client.http.HttpInvoker} is all there is to know.
 */
@NullMarked
package io.maregistry.client.http;

import org.jspecify.annotations.NullMarked;
