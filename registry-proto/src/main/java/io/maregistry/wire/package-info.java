/**
 * The only place that turns the model into protobuf or JSON and back, and that knows the limits on what comes in.
 *
 * <p>Protobuf: {@link io.maregistry.wire.InstanceProto}, {@link io.maregistry.wire.ContentProto} and {@link
 * io.maregistry.wire.MemberProto} convert the records of {@code instance.proto}. A record with a field this build does not
 * know is {@linkplain io.maregistry.error.RegistryException.Corrupted corrupt}: skipping it would mean something else
 * here than on a newer node.
 *
 * <p>Everything here is stateless and may be called by any thread.
 */
@NullMarked
package io.maregistry.wire;

import org.jspecify.annotations.NullMarked;
