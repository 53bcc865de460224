// Every noun of the API adds its routes.
#pragma once

#include "http/routes/route_table.h"

namespace habitue {

void add_order_routes(RouteTable&);
void add_activity_routes(RouteTable&);
void add_customer_routes(RouteTable&);
void add_wallet_routes(RouteTable&);
void add_hold_routes(RouteTable&);
void add_points_routes(RouteTable&);  // adjustments and transfers
void add_merge_routes(RouteTable&);
void add_reward_routes(RouteTable&);  // and redemptions
void add_cart_routes(RouteTable&);
void add_code_routes(RouteTable&);
void add_code_batch_routes(RouteTable&);
void add_gift_card_routes(RouteTable&);
void add_voucher_routes(RouteTable&);
void add_insert_routes(RouteTable&);
void add_price_routes(RouteTable&);
void add_programme_routes(RouteTable&);
void add_api_key_routes(RouteTable&);
void add_operation_routes(RouteTable&);  // health, metrics, openapi
void add_home_routes(RouteTable&);

}  // namespace habitue
