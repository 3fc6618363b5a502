//! Rules in Rust, as `show` writes them.

pub mod explicit_euler;
pub mod symplectic_euler;
pub mod symplectic_euler_adjoint;
pub mod leapfrog_kdk;
pub mod leapfrog_dkd;
pub mod yoshida4;
pub mod forest_ruth4;
pub mod pefrl;
pub mod conformal_euler;
pub mod conformal_leapfrog;
pub mod runge_kutta4;
pub mod gradient_descent;
pub mod sgd;
pub mod sgd_rate_outside;
pub mod nesterov;
pub mod quasi_hyperbolic_momentum;
pub mod relativistic_descent;
pub mod relativistic_leapfrog;
pub mod hamiltonian_descent;
pub mod energy_conserving_descent;
pub mod rmsprop;
pub mod adam;
pub mod adamw;
pub mod lion;
pub mod muon;
pub mod stable_sgd;
pub mod stable_sgd_restoring;
pub mod stable_sgd_conformal;
pub mod speed_clip;
pub mod stable_sgd_terms;
pub mod published_language;
pub mod published_challenging;
pub mod packaged;
pub mod blackjax_mclachlan;
pub mod blackjax_omelyan;
pub mod blackjax_velocity_verlet;
pub mod blackjax_yoshida;
pub mod diffrax_leapfrogmidpoint;
pub mod diffrax_reversibleheun;
pub mod diffrax_semiimpliciteuler;
pub mod keras_optimizers_adadelta;
pub mod keras_optimizers_adafactor;
pub mod keras_optimizers_adafactor_matrix;
pub mod keras_optimizers_adagrad;
pub mod keras_optimizers_adam;
pub mod keras_optimizers_adamw;
pub mod keras_optimizers_adamax;
pub mod keras_optimizers_ftrl;
pub mod keras_optimizers_lamb;
pub mod keras_optimizers_lion;
pub mod keras_optimizers_muon;
pub mod keras_optimizers_nadam;
pub mod keras_optimizers_rmsprop;
pub mod keras_optimizers_sgd;
pub mod optax_adabelief;
pub mod optax_adadelta;
pub mod optax_adafactor;
pub mod optax_adafactor_matrix;
pub mod optax_adagrad;
pub mod optax_adam;
pub mod optax_adamax;
pub mod optax_adamw;
pub mod optax_adan;
pub mod optax_amsgrad;
pub mod optax_contrib_acprop;
pub mod optax_contrib_ademamix;
pub mod optax_contrib_cocob;
pub mod optax_contrib_dadapt_adamw;
pub mod optax_contrib_dog;
pub mod optax_contrib_dowg;
pub mod optax_contrib_madgrad;
pub mod optax_contrib_muon;
pub mod optax_contrib_prodigy;
pub mod optax_contrib_schedule_free_adamw;
pub mod optax_contrib_simplified_ademamix;
pub mod optax_contrib_sophia_squared_gradient;
pub mod optax_fromage;
pub mod optax_lamb;
pub mod optax_lars;
pub mod optax_lion;
pub mod optax_nadam;
pub mod optax_novograd;
pub mod optax_optimistic_gradient_descent;
pub mod optax_polyak_sgd;
pub mod optax_radam;
pub mod optax_rmsprop;
pub mod optax_rprop;
pub mod optax_sgd;
pub mod optax_sgd_clipped;
pub mod optax_sgd_nesterov;
pub mod optax_sign_sgd;
pub mod optax_sm3;
pub mod optax_yogi;
pub mod form_conditions;
pub mod form_coordinates;
pub mod form_branches;
pub mod form_powers;
pub mod form_counters;
pub mod form_losses;
pub mod form_shared;
pub mod form_names;

use super::Code;

/// Every rule.
pub fn all() -> Vec<Code> {
    vec![
        Code::of(explicit_euler::ExplicitEuler),
        Code::of(symplectic_euler::SymplecticEuler),
        Code::of(symplectic_euler_adjoint::SymplecticEulerAdjoint),
        Code::of(leapfrog_kdk::LeapfrogKdk),
        Code::of(leapfrog_dkd::LeapfrogDkd),
        Code::of(yoshida4::Yoshida4),
        Code::of(forest_ruth4::ForestRuth4),
        Code::of(pefrl::Pefrl),
        Code::of(conformal_euler::ConformalEuler),
        Code::of(conformal_leapfrog::ConformalLeapfrog),
        Code::of(runge_kutta4::RungeKutta4),
        Code::of(gradient_descent::GradientDescent),
        Code::of(sgd::Sgd),
        Code::of(sgd_rate_outside::SgdRateOutside),
        Code::of(nesterov::Nesterov),
        Code::of(quasi_hyperbolic_momentum::QuasiHyperbolicMomentum),
        Code::of(relativistic_descent::RelativisticDescent),
        Code::of(relativistic_leapfrog::RelativisticLeapfrog),
        Code::of(hamiltonian_descent::HamiltonianDescent),
        Code::of(energy_conserving_descent::EnergyConservingDescent),
        Code::of(rmsprop::Rmsprop),
        Code::of(adam::Adam),
        Code::of(adamw::Adamw),
        Code::of(lion::Lion),
        Code::of(muon::Muon),
        Code::of(stable_sgd::StableSgd),
        Code::of(stable_sgd_restoring::StableSgdRestoring),
        Code::of(stable_sgd_conformal::StableSgdConformal),
        Code::of(speed_clip::SpeedClip),
        Code::of(stable_sgd_terms::StableSgdTerms),
        Code::of(published_language::PublishedLanguage),
        Code::of(published_challenging::PublishedChallenging),
        Code::of(packaged::Packaged),
        Code::of(blackjax_mclachlan::BlackjaxMclachlan),
        Code::of(blackjax_omelyan::BlackjaxOmelyan),
        Code::of(blackjax_velocity_verlet::BlackjaxVelocityVerlet),
        Code::of(blackjax_yoshida::BlackjaxYoshida),
        Code::of(diffrax_leapfrogmidpoint::DiffraxLeapfrogMidpoint),
        Code::of(diffrax_reversibleheun::DiffraxReversibleHeun),
        Code::of(diffrax_semiimpliciteuler::DiffraxSemiImplicitEuler),
        Code::of(keras_optimizers_adadelta::KerasOptimizersAdadelta),
        Code::of(keras_optimizers_adafactor::KerasOptimizersAdafactor),
        Code::of(keras_optimizers_adafactor_matrix::KerasOptimizersAdafactorMatrix),
        Code::of(keras_optimizers_adagrad::KerasOptimizersAdagrad),
        Code::of(keras_optimizers_adam::KerasOptimizersAdam),
        Code::of(keras_optimizers_adamw::KerasOptimizersAdamW),
        Code::of(keras_optimizers_adamax::KerasOptimizersAdamax),
        Code::of(keras_optimizers_ftrl::KerasOptimizersFtrl),
        Code::of(keras_optimizers_lamb::KerasOptimizersLamb),
        Code::of(keras_optimizers_lion::KerasOptimizersLion),
        Code::of(keras_optimizers_muon::KerasOptimizersMuon),
        Code::of(keras_optimizers_nadam::KerasOptimizersNadam),
        Code::of(keras_optimizers_rmsprop::KerasOptimizersRMSprop),
        Code::of(keras_optimizers_sgd::KerasOptimizersSGD),
        Code::of(optax_adabelief::OptaxAdabelief),
        Code::of(optax_adadelta::OptaxAdadelta),
        Code::of(optax_adafactor::OptaxAdafactor),
        Code::of(optax_adafactor_matrix::OptaxAdafactorMatrix),
        Code::of(optax_adagrad::OptaxAdagrad),
        Code::of(optax_adam::OptaxAdam),
        Code::of(optax_adamax::OptaxAdamax),
        Code::of(optax_adamw::OptaxAdamw),
        Code::of(optax_adan::OptaxAdan),
        Code::of(optax_amsgrad::OptaxAmsgrad),
        Code::of(optax_contrib_acprop::OptaxContribAcprop),
        Code::of(optax_contrib_ademamix::OptaxContribAdemamix),
        Code::of(optax_contrib_cocob::OptaxContribCocob),
        Code::of(optax_contrib_dadapt_adamw::OptaxContribDadaptAdamw),
        Code::of(optax_contrib_dog::OptaxContribDog),
        Code::of(optax_contrib_dowg::OptaxContribDowg),
        Code::of(optax_contrib_madgrad::OptaxContribMadgrad),
        Code::of(optax_contrib_muon::OptaxContribMuon),
        Code::of(optax_contrib_prodigy::OptaxContribProdigy),
        Code::of(optax_contrib_schedule_free_adamw::OptaxContribScheduleFreeAdamw),
        Code::of(optax_contrib_simplified_ademamix::OptaxContribSimplifiedAdemamix),
        Code::of(optax_contrib_sophia_squared_gradient::OptaxContribSophiaSquaredGradient),
        Code::of(optax_fromage::OptaxFromage),
        Code::of(optax_lamb::OptaxLamb),
        Code::of(optax_lars::OptaxLars),
        Code::of(optax_lion::OptaxLion),
        Code::of(optax_nadam::OptaxNadam),
        Code::of(optax_novograd::OptaxNovograd),
        Code::of(optax_optimistic_gradient_descent::OptaxOptimisticGradientDescent),
        Code::of(optax_polyak_sgd::OptaxPolyakSgd),
        Code::of(optax_radam::OptaxRadam),
        Code::of(optax_rmsprop::OptaxRmsprop),
        Code::of(optax_rprop::OptaxRprop),
        Code::of(optax_sgd::OptaxSgd),
        Code::of(optax_sgd_clipped::OptaxSgdClipped),
        Code::of(optax_sgd_nesterov::OptaxSgdNesterov),
        Code::of(optax_sign_sgd::OptaxSignSgd),
        Code::of(optax_sm3::OptaxSm3),
        Code::of(optax_yogi::OptaxYogi),
        Code::of(form_conditions::FormConditions),
        Code::of(form_coordinates::FormCoordinates),
        Code::of(form_branches::FormBranches),
        Code::of(form_powers::FormPowers),
        Code::of(form_counters::FormCounters),
        Code::of(form_losses::FormLosses),
        Code::of(form_shared::FormShared),
        Code::of(form_names::FormNames),
    ]
}
