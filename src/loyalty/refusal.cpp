#include "loyalty/refusal.h"

#include <cassert>

namespace habitue::loyalty {

const std::vector<RefusalKind>& refusal_kinds() {
    using enum RefusalCode;
    static const std::vector<RefusalKind> kinds = {
        {customer_not_found, "customer_not_found", true, "This customer is not known.", "Ce client est inconnu."},
        {customer_merged, "customer_merged", false, "This customer was merged into another one.",
         "Ce client a été fusionné avec un autre."},
        {order_not_found, "order_not_found", true, "This order is not known.", "Cette commande est inconnue."},
        {wallet_not_found, "wallet_not_found", false, "The programme has no such wallet.",
         "Le programme n’a pas de compte de ce nom."},
        {reward_not_found, "reward_not_found", false, "The programme has no such reward.",
         "Le programme n’a pas de récompense de ce nom."},
        {hold_not_found, "hold_not_found", false, "There is no such hold, or it is closed.",
         "Cette réservation de points n’existe pas ou n’est plus ouverte."},
        {redemption_not_found, "redemption_not_found", false, "The customer has no such redemption.",
         "Le client n’a pas d’échange de ce numéro."},
        {merge_not_found, "merge_not_found", false, "No such merge stands.",
         "Aucune fusion de ce genre n’est en cours."},
        {line_not_found, "line_not_found", false, "The order has no such line.",
         "La commande n’a pas cette ligne."},
        {currency_mismatch, "currency_mismatch", false, "The currency is not the programme’s.",
         "La devise n’est pas celle du programme."},
        {order_changed, "order_changed", false,
         "The order was already paid with other content: refund lines instead.",
         "La commande a déjà été payée avec un autre contenu : passez par un remboursement."},
        {order_of_another_customer, "order_of_another_customer", false, "The order belongs to another customer.",
         "La commande appartient à un autre client."},
        {order_cancelled, "order_cancelled", false, "The order is cancelled.", "La commande est annulée."},
        {refund_changed, "refund_changed", false, "This refund was already recorded with other lines.",
         "Ce remboursement a déjà été enregistré avec d’autres lignes."},
        {refunded_more_than_bought, "refunded_more_than_bought", false, "More would be refunded than was bought.",
         "Le remboursement dépasse ce qui a été acheté."},
        {already_refunded, "already_refunded", false, "It was already refunded.",
         "Le remboursement a déjà eu lieu."},
        {hold_closed, "hold_closed", false, "The hold is closed.", "La réservation de points est close."},
        {not_a_member, "not_a_member", true, "The customer has not joined the programme.",
         "Le client n’est pas membre du programme."},
        {condition_not_met, "condition_not_met", true, "A condition does not hold.",
         "Une condition n’est pas remplie."},
        {not_available_yet, "not_available_yet", true, "It has not begun yet.", "Ce n’est pas encore ouvert."},
        {no_longer_available, "no_longer_available", false, "It is over.", "C’est terminé."},
        {below_minimum, "below_minimum", true, "It is below the minimum.", "Le minimum n’est pas atteint."},
        {above_maximum, "above_maximum", true, "It is above the maximum.", "Le maximum est dépassé."},
        {not_a_step, "not_a_step", false, "It is not a multiple of the step.",
         "Ce n’est pas un multiple du pas prévu."},
        {limit_reached, "limit_reached", true, "A limit is reached.", "Une limite est atteinte."},
        {out_of_stock, "out_of_stock", true, "None is left.", "Il n’en reste plus."},
        {not_enough_points, "not_enough_points", true, "There are not enough active points.",
         "Le solde de points utilisables est insuffisant."},
        {not_allowed, "not_allowed", false, "The programme does not allow it.", "Le programme ne le permet pas."},
        {same_customer, "same_customer", false, "It is the same customer.", "C’est le même client."},
        {merge_no_longer_reversible, "merge_no_longer_reversible", false, "The merge can no longer be undone.",
         "La fusion ne peut plus être annulée."},
        {amount_out_of_range, "amount_out_of_range", false, "An amount is out of range.",
         "Un montant est hors des bornes."},
        {in_the_future, "in_the_future", true, "It lies in the future.", "La date est dans le futur."},
        {invalid, "invalid", false, "A value is not acceptable.", "Une valeur n’est pas acceptable."},
        {code_not_valid, "code_not_valid", false, "This code is not valid.", "Ce code n’est pas valable."},
        {code_used, "code_used", false, "This code was used already.", "Ce code a déjà servi."},
        {code_exists, "code_exists", false, "A code of this text exists already.",
         "Un code de ce texte existe déjà."},
        {offer_not_met, "offer_not_met", true, "The offer’s conditions are not met.",
         "Les conditions de l’offre ne sont pas remplies."},
        {offer_excluded, "offer_excluded", true, "Another advantage of this cart keeps the offer out.",
         "Un autre avantage de ce panier écarte l’offre."},
        {budget_exhausted, "budget_exhausted", true, "The budget is used up.", "Le budget est épuisé."},
        {cap_reached, "cap_reached", true, "The advantage would be more than its cap allows.",
         "L’avantage dépasserait son plafond."},
        {quote_changed, "quote_changed", true, "The advantages have changed since they were quoted.",
         "Les avantages ont changé depuis le devis."},
        {card_not_valid, "card_not_valid", false, "This gift card is not valid.",
         "Cette carte cadeau n’est pas valable."},
        {card_empty, "card_empty", false, "Nothing is left on this gift card.", "Cette carte cadeau est vide."},
        {card_frozen, "card_frozen", false, "This gift card is frozen.", "Cette carte cadeau est bloquée."},
        {rule_not_found, "rule_not_found", false, "The programme has no such offer or gift card.",
         "Le programme n’a pas d’offre ou de carte cadeau de ce nom."},
        {batch_not_found, "batch_not_found", true, "This batch of codes is not known.",
         "Ce lot de codes est inconnu."},
        {lock_expired, "lock_expired", true, "The cart’s lock has ended.", "Le verrouillage du panier a pris fin."},
        {hold_of_a_cart, "hold_of_a_cart", true, "A locked cart needs these points: order it or give it up.",
         "Un panier verrouillé réserve ces points : commandez-le ou libérez-le."},
    };
    return kinds;
}

const RefusalKind& kind_of(RefusalCode code) {
    for (const RefusalKind& kind : refusal_kinds())
        if (kind.code == code) return kind;
    assert(false && "every refusal code has a row in refusal_kinds");
    return refusal_kinds().back();
}

std::string_view name_of(RefusalCode code) { return kind_of(code).name; }

}  // namespace habitue::loyalty
